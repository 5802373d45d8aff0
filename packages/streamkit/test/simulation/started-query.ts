import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { OutputMode, Sink } from '../../src/contracts/sink.ts'
import type { InputEvent, Source } from '../../src/contracts/source.ts'
import type { StateStoreProvider } from '../../src/contracts/state-store.ts'
import type { StreamingQueryProgress } from '../../src/contracts/streaming-query-progress.ts'
import type { StreamingQueryException } from '../../src/errors/streamkit-error.ts'
import type { MicroBatchQuery } from '../../src/execution/micro-batch-query.ts'
import { defaultStreamConf, type StreamConf } from '../../src/execution/stream-conf.ts'
import { StreamExecution } from '../../src/execution/stream-execution.ts'
import type { TriggerSpec } from '../../src/execution/trigger-executor.ts'
import { isStatefulOperator, type PhysicalOperator, walkOperators } from '../../src/physical/physical-plan.ts'
import { memoryStateStore } from '../../src/state/memory/memory-state-store-provider.ts'
import { simulatedFileSystem } from './simulated-file-system.ts'
import type { SimulatedProcess } from './simulated-machine.ts'

export const checkpointPath = '/data/checkpoints/events'

/** What a query is made of; the rest is as by default. */
export interface QueryParts {
  readonly root: PhysicalOperator
  readonly sources: readonly Source[]
  readonly sink: Sink
  readonly trigger?: TriggerSpec
  readonly conf?: Partial<StreamConf>
  readonly stateStoreProvider?: StateStoreProvider
  readonly fileSystem?: (fileSystem: FileSystem, process: SimulatedProcess) => FileSystem
  /** What the plan says of its sources. Default: their descriptions. */
  readonly sourceFingerprints?: readonly string[]
  readonly checkpoint?: string
  /** Default append. */
  readonly outputMode?: OutputMode
  readonly onLateRows?: MicroBatchQuery['onLateRows']
}

/** A query that runs in a simulated process, and what it told of itself. */
export class StartedQuery {
  readonly execution: StreamExecution
  readonly runId: string
  readonly progress: StreamingQueryProgress[] = []
  readonly inputEvents: (InputEvent & { readonly source: number })[] = []
  /** Kinds of events, in order. */
  readonly events: string[] = []
  /** Warnings of the log. */
  readonly warnings: string[] = []
  readonly #process: SimulatedProcess

  constructor(process: SimulatedProcess, parts: QueryParts) {
    this.#process = process
    this.runId = process.entropy.uuid()
    const fileSystem = simulatedFileSystem(process)
    this.execution = new StreamExecution(
      {
        name: 'events',
        runId: this.runId,
        checkpoint: parts.checkpoint ?? checkpointPath,
        root: parts.root,
        openSources: () => parts.sources,
        sink: parts.sink,
        outputMode: parts.outputMode ?? 'append',
        trigger: parts.trigger ?? { kind: 'default' },
        stateStoreProvider: parts.stateStoreProvider ?? memoryStateStore,
        conf: { ...defaultStreamConf, ...parts.conf },
        planFingerprint: fingerprintOf(parts),
        onInputEvent: (event) => this.inputEvents.push(event),
        ...(parts.onLateRows === undefined ? {} : { onLateRows: parts.onLateRows }),
      },
      {
        fileSystem: parts.fileSystem?.(fileSystem, process) ?? fileSystem,
        clock: process.clock,
        entropy: process.entropy,
        process: process.identity,
        logger: { debug() {}, info() {}, warn: (_, message) => this.warnings.push(message), error() {} },
      },
      {
        started: () => this.events.push('started'),
        progress: (progress) => {
          this.events.push('progress')
          this.progress.push(progress)
        },
        idle: () => this.events.push('idle'),
        terminated: () => this.events.push('terminated'),
      },
    )
  }

  /** Lets the simulation run until the query has ended; gives its failure. */
  ended(): Promise<StreamingQueryException | null> {
    return this.#process.machine.scheduler.runUntil(this.execution.finished)
  }

  /** Lets the simulation run until the promise settles. */
  until<T>(done: Promise<T>): Promise<T> {
    return this.#process.machine.scheduler.runUntil(done)
  }

  /** Lets the simulation run until `condition` holds. */
  untilTrue(condition: () => boolean): Promise<void> {
    return this.#process.machine.scheduler.runWhile(() => !condition())
  }

  /** Everything that is there is processed, then the query ends. */
  async drained(): Promise<StreamingQueryException | null> {
    await this.until(this.execution.processAllAvailable().catch(() => {}))
    this.execution.stop()
    return this.ended()
  }
}

function fingerprintOf({ root, sources, sourceFingerprints }: QueryParts): {
  readonly sources: readonly string[]
  readonly stateful: readonly string[]
} {
  return {
    sources: sourceFingerprints ?? sources.map((source) => source.description),
    stateful: [...walkOperators(root)]
      .filter(isStatefulOperator)
      .map((operator) => JSON.stringify(operator.stateSchema)),
  }
}
