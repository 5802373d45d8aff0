import type { StructType } from '../types/data-type.ts'
import type { Sink, SinkContext } from './sink.ts'
import type { BatchScan, Source, SourceContext } from './source.ts'

/** What `format('name')` can do. A missing member means: not for that use. */
export interface FormatProvider {
  /** The name in `format(...)`. */
  readonly name: string
  /** The columns, given what the user asked for: the user's schema made complete, or the format's own. Throws when a schema is needed. */
  schema?(context: SchemaContext): Promise<StructType> | StructType
  source?(context: SourceContext & { readonly schema: StructType }): Source
  scan?(context: SourceContext & { readonly schema: StructType }): BatchScan
  sink?(context: SinkContext): Sink
  /** Whether a filter of simple conditions counts as part of reading, as for Spark's file formats: rows that it drops are not input rows. Default false. */
  readonly filtersRows?: boolean
  /** Whether `partitionBy` means something to its sink and writer. Default false: it is refused. */
  readonly partitions?: boolean
  /** Batch `write`: the sink is given one batch with id 0. */
  writer?(context: SinkContext & { readonly saveMode: SaveMode }): Sink
}

/** What a format gets to tell its columns. */
export interface SchemaContext extends SourceContext {
  /** A stream must not look at what is there now: that may be nothing. Default false. */
  readonly streaming?: boolean
}

export type SaveMode = 'append' | 'overwrite' | 'ignore' | 'errorifexists'

/** The types of a format's options: what `.option()` accepts after `.format(name)`. */
export interface FormatTypes {
  readonly readStream?: object
  readonly read?: object
  readonly writeStream?: object
  readonly write?: object
  /** The rows that it gives, if the format has a schema of its own: then `schema()` is not needed. */
  readonly row?: object
}

/**
 * A package of formats, handed to `createSession({ connectors: [...] })`. `Types` maps each format's name to its options: only the compiler sees it.
 */
export interface Connector<
  Types extends Readonly<Record<string, FormatTypes>> = Readonly<Record<string, FormatTypes>>,
> {
  readonly name: string
  readonly formats: readonly FormatProvider[]
  readonly types?: Types
}
