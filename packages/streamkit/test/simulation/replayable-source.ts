import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import { type Offset, type OffsetRange, offset } from '../../src/contracts/offset.ts'
import type { ReadLimit, ReadRequest, Source } from '../../src/contracts/source.ts'
import type { EventLog } from './event-log.ts'
import { mix } from './random.ts'
import type { SimulatedProcess } from './simulated-machine.ts'

export interface ReplayableSourceOptions {
  readonly log: EventLog
  readonly process: SimulatedProcess
  /** The most events a batch may have; each batch draws its own limit from where it starts. Infinity: none. */
  readonly maxBatch: number
  readonly seed: number
  /** Gives back what was committed, as a broker's retention would. Default true. */
  readonly trims?: boolean
  /** Hears how far the next batch may go. */
  readonly onLatest?: (position: number) => void
}

/** Reads an {@link EventLog}, as Kafka is read: offsets are positions, and the same range gives the same rows until it was committed. */
export class ReplayableSource implements Source {
  readonly description = 'ReplayableSource'
  readonly #options: ReplayableSourceOptions
  #end = Number.POSITIVE_INFINITY

  constructor(options: ReplayableSourceOptions) {
    this.#options = options
  }

  async initialize(): Promise<void> {
    await this.#look('source.initialize', () => {})
  }

  prepareForAvailableNow(): Promise<void> {
    return this.#look('source.prepareForAvailableNow', () => {
      this.#end = this.#options.log.events.length
    })
  }

  latestOffset(start: Offset | null, limit: ReadLimit): Promise<Offset | null> {
    return this.#look('source.latestOffset', () => {
      const { log, maxBatch, seed } = this.#options
      const from = start === null ? 0 : positionOf(start)
      const available = Math.min(log.events.length, this.#end)
      const most = limit.kind === 'all' || maxBatch === Infinity ? available : from + 1 + (mix(seed, from) % maxBatch)
      const to = Math.max(from, Math.min(available, most))
      this.#options.onLatest?.(to)
      return to === 0 ? null : atPosition(to)
    })
  }

  async *read(range: OffsetRange, request: ReadRequest): AsyncGenerator<ColumnBatch> {
    const { log, seed } = this.#options
    const end = positionOf(range.end)
    let from = range.start === null ? 0 : positionOf(range.start)
    while (from < end) {
      const to = Math.min(end, from + 1 + (mix(seed, from, 7) % 4))
      yield await this.#look('source.read', () => {
        if (from < log.trimmedTo) throw new Error(`DATA_LOSS: position ${from} was given back`)
        return log.chunk({ from, to }, request.columns)
      })
      from = to
    }
  }

  async commit(end: Offset): Promise<void> {
    const { log, process, trims = true } = this.#options
    await process.perform({ kind: 'source.commit', path: String(end), changes: true }, () => {
      if (trims) log.trimmedTo = Math.max(log.trimmedTo, positionOf(end))
    })
  }

  async stop(): Promise<void> {}

  reportLatestOffset(): Offset | null {
    const { length } = this.#options.log.events
    return length === 0 ? null : atPosition(length)
  }

  #look<T>(kind: string, effect: () => T): Promise<T> {
    return this.#options.process.perform({ kind, path: '', changes: false }, effect)
  }
}

export function atPosition(position: number): Offset {
  return offset(JSON.stringify({ position }))
}

function positionOf(at: Offset): number {
  return (JSON.parse(at) as { position: number }).position
}
