import type { Clock, Entropy } from '../contracts/clock.ts'
import type { Connector } from '../contracts/connector.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ProcessIdentity } from '../contracts/process-identity.ts'
import type { StateStoreProvider } from '../contracts/state-store.ts'
import type { WatermarkPolicy } from '../execution/stream-conf.ts'

/** What a session is made with. Everything is optional. */
export interface SessionOptions<C extends readonly Connector[] = readonly Connector[]> {
  /** Shown in logs. Default `streamkit`. */
  readonly appName?: string
  /** The time zone of timestamps without one, an IANA name. Default `UTC`, never the machine's. */
  readonly timeZone?: string
  /** Whether a bad cast or an overflow is an error (Spark's ANSI mode). Default true. */
  readonly ansi?: boolean
  /** Whether projections and filters become generated code. Default true; false is for comparing, and for finding where an error comes from. */
  readonly wholeStageCodegen?: boolean
  /** Rules of the optimizer to leave out, by name (`ColumnPruning`), as in Spark's `spark.sql.optimizer.excludedRules`. */
  readonly excludedOptimizerRules?: readonly string[]
  /** Formats of other packages. */
  readonly connectors?: C
  /** The folder of tables (`toTable`, `saveAsTable`, `table`): each is a folder in it. Default: there are none. */
  readonly warehouse?: string
  /** Below this folder a query without `checkpointLocation` keeps its checkpoint, in a folder of its name. */
  readonly checkpointLocation?: string
  /** How several watermarks of one query make one. Default `min`. */
  readonly multipleWatermarkPolicy?: WatermarkPolicy
  /** Spark's `spark.sql.streaming.statefulOperator.allowMultiple`; false judges late rows by the batch's own watermark, as Spark did before 3.4. Default true. */
  readonly allowMultipleStatefulOperators?: boolean
  /** Run a batch without data when the watermark can close state. Default true. */
  readonly noDataMicroBatches?: boolean
  /** Where the state of stateful operators is kept: `memory`, or another provider such as `lmdbStateStore()`. Default `memory`. */
  readonly stateStore?: 'memory' | StateStoreProvider
  /** pino's shape. Default: warnings and errors as JSON lines on standard error. */
  readonly logger?: Logger
  /** The world, for simulations. Default: the machine's. */
  readonly environment?: Partial<SessionEnvironment>
}

/** What a session takes from the world. */
export interface SessionEnvironment {
  readonly fileSystem: FileSystem
  readonly clock: Clock
  readonly entropy: Entropy
  readonly process: ProcessIdentity
  /** Where checkpoints of queries that may forget are made: absolute. */
  readonly temporaryFolder: string
}
