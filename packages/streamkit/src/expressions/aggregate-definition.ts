import type { ColumnBuilder } from '../columnar/column-builder.ts'
import type { ColumnVector } from '../columnar/column-vector.ts'
import type { KeyReader } from '../columnar/key-decoder.ts'
import type { KeyWriter } from '../columnar/key-writer.ts'
import type { CallSite, Signature } from './function-definition.ts'

/** An aggregate function: how it is typed, how it adds up. One per Spark name. */
export interface AggregateDefinition {
  /** Spark's SQL name, lower case. */
  readonly name: string
  /** Types a call. Throws AnalysisException DATATYPE_MISMATCH or WRONG_NUM_ARGS. Arguments have already their implicit casts when {@link accumulator} is called. */
  readonly signature: (site: CallSite) => Signature
  readonly accumulator: (site: CallSite, signature: Signature) => Accumulator
}

/**
 * The buffers of one aggregate for many groups at once, which are numbered from 0. Mergeable: what {@link write} gives is state, which a later batch (and a later release) merges in.
 *
 * The order of rows counts: `update` adds rows behind those that are there, `merge` adds a buffer behind what is there.
 */
export interface Accumulator {
  /** Makes room for groups 0 to `count` - 1. New ones are empty. */
  ensure(count: number): void
  /** Adds row i of the arguments to group `groups[i]`, for each i below `length`; -1: to none. */
  update(args: readonly ColumnVector[], groups: Int32Array, length: number): void
  /** Adds what {@link write} wrote. */
  merge(group: number, from: KeyReader): void
  /** Writes the buffer of a group: self-delimiting. */
  write(group: number, to: KeyWriter): void
  /** Adds the result of a group to a column of the signature's type. */
  result(group: number, into: ColumnBuilder): void
}
