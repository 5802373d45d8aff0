import type { Source } from '../../src/contracts/source.ts'
import { EventLog } from './event-log.ts'
import { CollectingSink, passingPlan } from './events-query.ts'
import { ReplayableSource } from './replayable-source.ts'
import { SimulatedMachine } from './simulated-machine.ts'
import { type QueryParts, StartedQuery } from './started-query.ts'

/** A checkpoint on which a query over events may be started several times. */
export interface EventsSetup {
  readonly machine: SimulatedMachine
  readonly log: EventLog
  readonly sink: CollectingSink
  /** `over` replaces methods of the source. */
  start(parts?: Partial<QueryParts>, over?: (source: Source) => Partial<Source>): StartedQuery
}

export function eventsSetup(options: { readonly sink?: CollectingSink; readonly maxBatch?: number } = {}): EventsSetup {
  const machine = new SimulatedMachine(1)
  const log = new EventLog()
  const { sink = new CollectingSink(), maxBatch = Number.POSITIVE_INFINITY } = options
  const start: EventsSetup['start'] = (parts = {}, over = () => ({})) => {
    const process = machine.start()
    const source = new ReplayableSource({ log, process, maxBatch, seed: 1 })
    const replaced = over(source)
    const used = new Proxy(source, {
      get(target, name) {
        if (name in replaced) return replaced[name as keyof Source]
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    return new StartedQuery(process, { root: passingPlan(), sources: [used], sink, ...parts })
  }
  return { machine, log, sink, start }
}
