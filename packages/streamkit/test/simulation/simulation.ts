import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { Sink } from '../../src/contracts/sink.ts'
import type { StateStoreProvider } from '../../src/contracts/state-store.ts'
import type { StreamingQueryProgress } from '../../src/contracts/streaming-query-progress.ts'
import type { StreamingQueryException } from '../../src/errors/streamkit-error.ts'
import { DeduplicateExec } from '../../src/physical/operators/deduplicate-exec.ts'
import { EventTimeWatermarkExec } from '../../src/physical/operators/event-time-watermark-exec.ts'
import { StreamingScanExec } from '../../src/physical/operators/scan-exec.ts'
import type { PhysicalOperator } from '../../src/physical/physical-plan.ts'
import { memoryStateStoreWith } from '../../src/state/memory/memory-state-store-provider.ts'
import { type BatchClock, BatchClocks } from './batch-clocks.ts'
import { CsvFolder } from './csv-folder.ts'
import { EventLog, eventSchema, idColumn, type SimulatedEvent, timeColumn } from './event-log.ts'
import { ReplayableSource } from './replayable-source.ts'
import {
  type CrashKind,
  type FaultPlan,
  type NumberedOperation,
  SimulatedMachine,
  type SimulatedProcess,
} from './simulated-machine.ts'
import { type SnapshotStateStore, snapshotStateStoreProvider } from './snapshot-state-store.ts'
import { checkpointPath, type QueryParts, StartedQuery } from './started-query.ts'
import { SimulatedTable, TransactionalSink } from './transactional-sink.ts'
import { WatermarkProbe } from './watermark-probe.ts'

/** A whole simulation as plain data: it can be printed, and run again. */
export interface Scenario {
  readonly seed: number
  /** A log such as a broker keeps, or a folder of CSV files. */
  readonly input: 'log' | 'csv'
  readonly events: readonly SimulatedEvent[]
  /** How many of the events are there when the first, second, ... process starts; all of them for the last. */
  readonly arrivals: readonly number[]
  /** Where the first, second, ... process ends: in place of its n-th step that changes something. */
  readonly crashes: readonly Crash[]
  /** Which call of the first, second, ... process to the file system fails, and how; null: none. */
  readonly errors: readonly (FileError | null)[]
  readonly maxBatch: number
  readonly watermarkDelayMs: number
  /** With an operator that keeps state, or rows just pass. */
  readonly stateful: boolean
  readonly trigger: 'default' | 'availableNow'
  readonly minBatchesToRetain: number
  readonly noDataMicroBatches: boolean
}
export interface Crash {
  readonly at: number
  readonly kind: CrashKind
}
export interface FileError {
  readonly at: number
  readonly code: string
}

/** Parts that a test may replace by worse ones. */
export interface Parts {
  readonly fileSystem?: (fileSystem: FileSystem, process: SimulatedProcess) => FileSystem
  readonly sink?: (init: SinkInit) => Sink
  readonly stateStore?: typeof SnapshotStateStore
  /** Is called on the disk before a process starts. */
  readonly beforeStart?: (machine: SimulatedMachine) => void
}
export type SinkInit = ConstructorParameters<typeof TransactionalSink>[0]

/** What happened, as the world outside the processes saw it. */
export interface History {
  readonly table: SimulatedTable
  readonly clocks: readonly BatchClock[]
  readonly progress: readonly StreamingQueryProgress[]
  readonly processes: readonly ProcessHistory[]
  /** Files of the checkpoint at the end. */
  readonly leftovers: readonly string[]
}
export interface ProcessHistory {
  /** The call that was made to fail, if it came so far. */
  readonly error: NumberedOperation | null
  readonly trace: readonly NumberedOperation[]
  readonly changes: number
  readonly end: 'finished' | CrashKind | StreamingQueryException
}

/** Runs a query from its first start to its end, through all crashes of the scenario. */
export async function simulate(scenario: Scenario, parts: Parts = {}): Promise<History> {
  const simulation = new Simulation(scenario, parts)
  const { arrivals, crashes, errors, events } = scenario
  const starts = Math.max(arrivals.length, crashes.length + 1, errors.length + 1)
  for (let i = 0; i < starts; i++) {
    const [crash, error] = [crashes[i], errors[i]]
    await simulation.run(i === starts - 1 ? events.length : (arrivals[i] ?? events.length), {
      crash: ({ change, changes }) => (crash !== undefined && changes && change === crash.at ? crash.kind : null),
      // A disk that is full can be read all the same.
      error: ({ fileStep, changes }) => (error && fileStep === error.at ? (changes ? error.code : 'EIO') : null),
    })
  }
  return simulation.history()
}

/** One machine, one input, one table, and one process after the other. */
export class Simulation {
  readonly machine: SimulatedMachine
  readonly log = new EventLog()
  readonly table = new SimulatedTable()
  readonly clocks = new BatchClocks()
  readonly progress: StreamingQueryProgress[] = []
  readonly processes: ProcessHistory[] = []
  readonly #scenario: Scenario
  readonly #parts: Parts
  readonly #folder: CsvFolder | null

  constructor(scenario: Scenario, parts: Parts = {}) {
    this.#scenario = scenario
    this.#parts = parts
    this.machine = new SimulatedMachine(scenario.seed)
    this.#folder = scenario.input === 'csv' ? new CsvFolder(this.machine.disk, scenario.seed) : null
  }

  /** Starts a process when the first `arrived` events are there and sees it to its end. */
  async run(arrived: number, faults: FaultPlan = {}): Promise<ProcessHistory> {
    const { events, trigger } = this.#scenario
    const news = events.slice(this.log.events.length, arrived)
    this.log.append(news)
    this.#folder?.append(news)
    this.#parts.beforeStart?.(this.machine)
    const process = this.machine.start(faults)
    this.clocks.restart()
    const query = new StartedQuery(process, {
      ...this.#query(process),
      ...(this.#parts.fileSystem === undefined ? {} : { fileSystem: this.#parts.fileSystem }),
    })
    if (trigger === 'default') {
      query.execution.processAllAvailable().then(
        () => query.execution.stop(),
        () => {},
      )
    }
    const end = await this.machine.scheduler.runUntil(
      Promise.race([query.execution.finished.then((failure) => failure ?? ('finished' as const)), process.died]),
    )
    this.progress.push(...query.progress)
    // A process that has ended holds nothing any more.
    process.die('kill')
    const history = { trace: process.trace, changes: process.changes, error: process.failed, end }
    this.processes.push(history)
    return history
  }

  history(): History {
    const { table, progress, processes } = this
    return { table, clocks: this.clocks.seen, progress, processes, leftovers: this.machine.disk.paths(checkpointPath) }
  }

  #query(process: SimulatedProcess): QueryParts {
    const { seed, maxBatch, trigger, minBatchesToRetain, noDataMicroBatches } = this.#scenario
    const { disk, random } = this.machine
    const planOf = (batchId: number) => {
      const path = `${checkpointPath}/offsets/${batchId}`
      return disk.paths(checkpointPath).includes(path) ? disk.text(path) : 'not logged'
    }
    const sinkInit = { table: this.table, process, planOf, onBatch: (batchId: number) => this.clocks.reaches(batchId) }
    return {
      root: this.#plan(),
      sources: [
        this.#folder?.source(process, maxBatch) ?? new ReplayableSource({ log: this.log, process, maxBatch, seed }),
      ],
      sink: this.#parts.sink?.(sinkInit) ?? new TransactionalSink(sinkInit),
      trigger: { kind: trigger },
      stateStoreProvider: this.#stateStoreProvider(process),
      conf: { minBatchesToRetain, noDataMicroBatches, pollingDelayMs: random.pick([10, 10_000]) },
    }
  }

  #stateStoreProvider(process: SimulatedProcess): StateStoreProvider {
    const { stateStore } = this.#parts
    return stateStore === undefined
      ? memoryStateStoreWith({ minDeltasForSnapshot: 2 })
      : snapshotStateStoreProvider(process.entropy, stateStore)
  }

  #plan(): PhysicalOperator {
    const scan = new StreamingScanExec({ scan: 0, columns: [0, 1, 2], output: eventSchema, description: 'events' })
    const watermark = new EventTimeWatermarkExec(scan, {
      column: timeColumn,
      delayMs: this.#scenario.watermarkDelayMs,
      output: eventSchema,
    })
    if (!this.#scenario.stateful) return new WatermarkProbe(watermark, this.clocks)
    const keys = { keys: [idColumn, timeColumn], eventTime: timeColumn, withinWatermark: false }
    return new WatermarkProbe(new DeduplicateExec(watermark, { ...keys, operatorId: 0 }), this.clocks)
  }
}
