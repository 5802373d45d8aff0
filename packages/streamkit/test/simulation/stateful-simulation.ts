import { checkStreaming } from '../../src/analysis/unsupported-operation-checker.ts'
import type { FileSystem } from '../../src/contracts/file-system.ts'
import type { StateStoreProvider } from '../../src/contracts/state-store.ts'
import type { StreamingQueryProgress } from '../../src/contracts/streaming-query-progress.ts'
import type { LateRows } from '../../src/execution/late-rows.ts'
import { optimize } from '../../src/optimizer/optimizer.ts'
import type { PhysicalOperator } from '../../src/physical/physical-plan.ts'
import { planQuery } from '../../src/physical/planner.ts'
import { memoryStateStoreWith } from '../../src/state/memory/memory-state-store-provider.ts'
import { BatchClocks } from './batch-clocks.ts'
import { eventStreams, type LogName } from './event-frames.ts'
import { EventLog, rowTexts, type SimulatedEvent } from './event-log.ts'
import { ReplayableSource } from './replayable-source.ts'
import { SimulatedMachine, type SimulatedProcess } from './simulated-machine.ts'
import type { Crash, FileError, History, ProcessHistory } from './simulation.ts'
import { minuteMs } from './small-scenario.ts'
import { checkpointPath, type QueryParts, StartedQuery } from './started-query.ts'
import { type StatefulQueryName, statefulQueries } from './stateful-queries.ts'
import { storedState } from './stored-state.ts'
import { SimulatedTable, TransactionalSink } from './transactional-sink.ts'
import { WatermarkProbe } from './watermark-probe.ts'

/** A simulation of a stateful query as plain data. All input is there from the start, so that batches are cut alike however often the query is ended. */
export interface StatefulScenario {
  readonly query: StatefulQueryName
  /** Of the order of what happens at the same time, and of what a power loss takes. */
  readonly seed: number
  /** Of how the input is cut into batches. */
  readonly cut: number
  readonly events: Readonly<Record<LogName, readonly SimulatedEvent[]>>
  readonly maxBatch: number
  /** Where the first, second, ... process ends; the one after the last goes to its end. */
  readonly crashes: readonly Crash[]
  readonly errors: readonly (FileError | null)[]
  readonly trigger: 'default' | 'availableNow'
  readonly noDataMicroBatches: boolean
  readonly minBatchesToRetain: number
}

/** Parts that a test may replace by worse ones. */
export interface StatefulParts {
  readonly fileSystem?: (fileSystem: FileSystem, process: SimulatedProcess) => FileSystem
  readonly stateStore?: (provider: StateStoreProvider) => StateStoreProvider
  readonly root?: (root: PhysicalOperator) => PhysicalOperator
}

export interface StatefulHistory extends History {
  /** Late rows that were handed over, each once. */
  readonly late: ReadonlySet<string>
  /** What is in the stores after the last batch. */
  readonly state: readonly string[]
}

/** Runs a query to its end, through all crashes. */
export async function simulateStateful(
  scenario: StatefulScenario,
  parts: StatefulParts = {},
): Promise<StatefulHistory> {
  const simulation = new StatefulSimulation(scenario, parts)
  const starts = Math.max(scenario.crashes.length, scenario.errors.length) + 1
  for (let i = 0; i < starts; i++) await simulation.run(scenario.crashes[i], scenario.errors[i] ?? null)
  return simulation.history()
}

const provider = memoryStateStoreWith({ minDeltasForSnapshot: 2 })

class StatefulSimulation {
  readonly #scenario: StatefulScenario
  readonly #parts: StatefulParts
  readonly #machine: SimulatedMachine
  readonly #logs: Readonly<Record<LogName, EventLog>> = { left: new EventLog(), right: new EventLog() }
  readonly #table = new SimulatedTable()
  readonly #clocks = new BatchClocks()
  readonly #progress: StreamingQueryProgress[] = []
  readonly #processes: ProcessHistory[] = []
  readonly #late = new Set<string>()

  constructor(scenario: StatefulScenario, parts: StatefulParts) {
    this.#scenario = scenario
    this.#parts = parts
    this.#machine = new SimulatedMachine(scenario.seed)
    this.#logs.left.append(scenario.events.left)
    this.#logs.right.append(scenario.events.right)
  }

  async run(crash: Crash | undefined, error: FileError | null): Promise<void> {
    const process = this.#machine.start({
      crash: ({ change, changes }) => (crash !== undefined && changes && change === crash.at ? crash.kind : null),
      error: ({ fileStep, changes }) =>
        error !== null && fileStep === error.at ? (changes ? error.code : 'EIO') : null,
    })
    this.#clocks.restart()
    const query = new StartedQuery(process, this.#query(process))
    if (this.#scenario.trigger === 'default') {
      query.execution.processAllAvailable().then(
        () => query.execution.stop(),
        () => {},
      )
    }
    const end = await this.#machine.scheduler.runUntil(
      Promise.race([query.execution.finished.then((failure) => failure ?? ('finished' as const)), process.died]),
    )
    this.#progress.push(...query.progress)
    process.die('kill')
    this.#processes.push({ trace: process.trace, changes: process.changes, error: process.failed, end })
  }

  async history(): Promise<StatefulHistory> {
    return {
      table: this.#table,
      clocks: this.#clocks.seen,
      progress: this.#progress,
      processes: this.#processes,
      leftovers: this.#machine.disk.paths(checkpointPath),
      late: this.#late,
      state: await storedState(this.#machine.disk, provider),
    }
  }

  #query(process: SimulatedProcess): QueryParts {
    const { query: name, trigger, noDataMicroBatches, minBatchesToRetain } = this.#scenario
    const { disk } = this.#machine
    const { outputMode, frame } = statefulQueries[name]
    const { logicalPlan, runtime } = frame(eventStreams())
    const { plan } = runtime.analyze(logicalPlan)
    checkStreaming(plan, outputMode)
    const { root, streams } = planQuery(optimize(plan, { conf: runtime.conf }), {
      conf: runtime.conf,
      outputMode,
      filtersRows: () => false,
      openScan() {
        throw new Error('a simulated query reads no files')
      },
    })
    const planOf = (batchId: number) => {
      const path = `${checkpointPath}/offsets/${batchId}`
      return disk.paths(checkpointPath).includes(path) ? disk.text(path) : 'not logged'
    }
    const reached = new Map<number, number>()
    return {
      root: new WatermarkProbe(this.#parts.root?.(root) ?? root, this.#clocks),
      sources: streams.map(({ options }, i) => this.#source(process, { log: options.log as LogName, i, reached })),
      sink: new TransactionalSink({
        table: this.#table,
        process,
        planOf,
        onBatch: (batchId) => this.#clocks.reaches(batchId),
      }),
      outputMode,
      trigger: { kind: trigger },
      stateStoreProvider: this.#parts.stateStore?.(provider) ?? provider,
      conf: { noDataMicroBatches, minBatchesToRetain },
      onLateRows: (late) => this.#takeLate(process, late),
      ...(this.#parts.fileSystem === undefined ? {} : { fileSystem: this.#parts.fileSystem }),
    }
  }

  /** The wall clock goes with the input, so that a batch that is planned anew by another process is planned at the same time. */
  #source(
    process: SimulatedProcess,
    { log, i, reached }: { readonly log: LogName; readonly i: number; readonly reached: Map<number, number> },
  ): ReplayableSource {
    const { maxBatch, cut } = this.#scenario
    const { scheduler } = this.#machine
    return new ReplayableSource({
      log: this.#logs[log],
      process,
      maxBatch,
      // The streams are cut at the same positions.
      seed: cut,
      onLatest: (position) => {
        reached.set(i, position)
        const rows = [...reached.values()].reduce((total, each) => total + each, 0)
        this.#machine.wallOffsetMs = rows * minuteMs - Math.floor(scheduler.nowMs)
      },
    })
  }

  #takeLate(process: SimulatedProcess, { batchId, operatorId, chunks }: LateRows): Promise<void> {
    return process.perform({ kind: 'late.take', path: '', changes: true }, () => {
      for (const row of chunks.flatMap(rowTexts)) this.#late.add(`batch ${batchId}, operator ${operatorId}: ${row}`)
    })
  }
}
