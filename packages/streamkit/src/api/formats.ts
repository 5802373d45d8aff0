import type { Connector, FormatTypes } from '../contracts/connector.ts'
import type { CsvReadOptions, CsvStreamOptions } from './csv-options.ts'
import type {
  CsvSaveOptions,
  CsvSinkOptions,
  JsonSaveOptions,
  JsonSinkOptions,
  TextSaveOptions,
  TextSinkOptions,
} from './file-write-options.ts'
import type { JsonReadOptions, JsonStreamOptions } from './json-options.ts'
import type { RateOptions, RatePerMicroBatchOptions, RateRow, SocketOptions, SocketRow } from './rate-options.ts'
import type { StateMetadataOptions, StateMetadataRow, StateStoreOptions } from './state-reader-options.ts'
import type { TextReadOptions, TextRow, TextStreamOptions } from './text-options.ts'

/** Formats by name, each with the types of its options. */
export type FormatTable = Readonly<Record<string, FormatTypes>>

/** Options that every streaming query takes. */
export interface QueryOptions {
  /** The folder that makes the query survive restarts: offsets, commits and state. */
  readonly checkpointLocation?: string
  /** A last log entry that a crash left half written is removed instead of being an error. Default false. */
  readonly recoverTornTail?: boolean
  /** Where state is kept: `memory`, or the name of the session's `stateStore`. Default: the session's. */
  readonly stateStore?: string
}

/** Options of the `console` sink. */
export interface ConsoleOptions {
  /** Rows that are shown of each batch. Default 20. */
  readonly numRows?: number
  /** Whether long values are cut to 20 characters, or the number of characters. Default true. */
  readonly truncate?: boolean | number
}

/** The formats of the core. */
// a type and no interface: only so it counts as a table with names of any kind
export type BuiltInFormats = {
  readonly csv: {
    readonly read: CsvReadOptions
    readonly readStream: CsvStreamOptions
    readonly write: CsvSaveOptions
    readonly writeStream: CsvSinkOptions
  }
  /** JSON lines; a bounded read finds the types itself. */
  readonly json: {
    readonly read: JsonReadOptions
    readonly readStream: JsonStreamOptions
    readonly write: JsonSaveOptions
    readonly writeStream: JsonSinkOptions
  }
  /** Lines of text: one column `value` where they are read, one STRING column where they are written. */
  readonly text: {
    readonly read: TextReadOptions
    readonly readStream: TextStreamOptions
    readonly write: TextSaveOptions
    readonly writeStream: TextSinkOptions
    readonly row: TextRow
  }
  /** Shows each batch on the standard output. */
  readonly console: { readonly writeStream: ConsoleOptions }
  /** Keeps the rows in memory, under the query's name: for tests and trying out. */
  readonly memory: { readonly writeStream: NoOptions }
  /** Numbers with times, so many a second. */
  readonly rate: { readonly readStream: RateOptions; readonly row: RateRow }
  /** Numbers with times, so many a batch: the same ones whenever it runs. */
  readonly 'rate-micro-batch': { readonly readStream: RatePerMicroBatchOptions; readonly row: RateRow }
  /** Lines of text from a TCP server: cannot be continued after a restart. */
  readonly socket: { readonly readStream: SocketOptions; readonly row: SocketRow }
  /** The state of one operator of a checkpoint as a table: key, value, partition_id. Its columns are in the checkpoint: use `loadAsync`. */
  readonly statestore: { readonly read: StateStoreOptions }
  /** The stateful operators of a checkpoint. */
  readonly 'state-metadata': { readonly read: StateMetadataOptions; readonly row: StateMetadataRow }
  /** Computes everything and keeps nothing. */
  readonly noop: { readonly writeStream: NoOptions; readonly write: NoOptions }
}

/** No option at all. */
export type NoOptions = Readonly<Record<never, never>>

/** What is said where no format has been chosen yet. */
export interface FormatNotChosen {
  readonly formatNotChosen: true
}

/** The names that `option` takes. */
export type OptionName<Options> = Options extends FormatNotChosen
  ? 'call format(name) before option(name, value)'
  : [keyof Options] extends [never]
    ? 'this format has no options'
    : keyof Options & string

/** The values of an option. */
export type OptionValue<Options, K> = K extends keyof Options ? Exclude<Options[K], undefined> : never

type TypesOf<C> = C extends Connector<infer Types> ? Types : never
type Merged<U> = (U extends unknown ? (all: U) => void : never) extends (all: infer All) => void ? All : never

/** The formats of a session: those of the core and of its connectors. */
export type FormatsOf<Connectors extends readonly Connector[]> = BuiltInFormats &
  ([Connectors[number]] extends [never] ? unknown : Merged<TypesOf<Connectors[number]>>)

/** What a format can be used for. */
export type FormatUse = keyof FormatTypes

/** The names of the formats that can be used so. */
export type FormatName<Formats, Use extends FormatUse> = {
  [F in keyof Formats]: Formats[F] extends { readonly [U in Use]: object } ? F : never
}[keyof Formats] &
  string

/** The type of the rows of a format that has a schema of its own; `never`: it needs one. */
export type RowOfFormat<Formats, F extends keyof Formats> = Formats[F] extends { readonly row: infer Row } ? Row : never

/** The options of a format. */
export type OptionsOf<Formats, F extends keyof Formats, Use extends FormatUse> = Formats[F] extends {
  readonly [U in Use]: infer Options
}
  ? Options
  : never
