import type { Clock, Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ProcessIdentity } from '../contracts/process-identity.ts'
import type { OutputMode, Sink } from '../contracts/sink.ts'
import type { InputEvent, Source } from '../contracts/source.ts'
import type { StateStoreProvider } from '../contracts/state-store.ts'
import type { OperatorCost } from '../physical/operator-meter.ts'
import type { PhysicalOperator } from '../physical/physical-plan.ts'
import type { LateRows } from './late-rows.ts'
import type { StreamConf } from './stream-conf.ts'
import type { TriggerSpec } from './trigger-executor.ts'

/** Everything outside the query that it may use. */
export interface ExecutionEnvironment {
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly entropy: Entropy
  readonly process: ProcessIdentity
  readonly logger: Logger
}

/** A query that is ready to run: planned, with its sources and its sink at hand. */
export interface MicroBatchQuery {
  readonly name: string | null
  readonly runId: string
  /** The folder of the checkpoint. */
  readonly checkpoint: string
  readonly root: PhysicalOperator
  /** Makes the streaming sources, one a scan in plan order; their logs go below the checkpoint. */
  readonly openSources: (checkpoint: string) => readonly Source[]
  readonly sink: Sink
  readonly outputMode: OutputMode
  readonly trigger: TriggerSpec
  readonly stateStoreProvider: StateStoreProvider
  readonly conf: StreamConf
  /** What the plan must have in common with the checkpoint: compared at start. JSON. */
  readonly planFingerprint: PlanFingerprint
  /** Hears of input that did not become rows. */
  readonly onInputEvent: (event: InputEvent & { readonly source: number }) => void
  /** What the operators did in a finished batch, parents before children. Asked once for each batch. */
  readonly takeOperatorCosts?: (batchId: number) => readonly OperatorCost[]
  /** Takes the late rows of an operator before their batch is committed; absent: they are counted and gone. */
  readonly onLateRows?: (late: LateRows) => Promise<void>
}

/** The parts of a plan that may not change between runs on one checkpoint, each as text for people to compare. */
export interface PlanFingerprint {
  readonly sources: readonly string[]
  readonly stateful: readonly string[]
}
