/**
 * One column of a batch. A plain record of arrays, so that generated loops read `values[i]` and nothing else.
 *
 * `nulls` has 1 where the value is null, or is itself null when no value is. The slot of a null value holds anything.
 */
export type ColumnVector =
  | BooleanVector
  | Int32Vector
  | Int64Vector
  | Float64Vector
  | Utf8Vector
  | StringVector
  | ObjectVector

interface Nullable {
  readonly nulls: Uint8Array | null
}
export interface BooleanVector extends Nullable {
  readonly kind: 'boolean'
  readonly values: Uint8Array
}
export interface Int32Vector extends Nullable {
  readonly kind: 'int32'
  readonly values: Int32Array
}
export interface Int64Vector extends Nullable {
  readonly kind: 'int64'
  readonly values: BigInt64Array
}
export interface Float64Vector extends Nullable {
  readonly kind: 'float64'
  readonly values: Float64Array
}
/**
 * Text as it was read: value i is the UTF-8 in `bytes[starts[i] .. ends[i])`. Decoded only where something computes with it;
 * hashes, comparisons and COPY take the bytes.
 */
export interface Utf8Vector extends Nullable {
  readonly kind: 'utf8'
  readonly bytes: Uint8Array
  readonly starts: Int32Array
  readonly ends: Int32Array
}
/** Text that was computed. */
export interface StringVector extends Nullable {
  readonly kind: 'string'
  readonly values: readonly (string | null)[]
}
/** Everything that has no fixed width: large decimals (bigint), binary, arrays, maps, structs. */
export interface ObjectVector extends Nullable {
  readonly kind: 'object'
  readonly values: readonly unknown[]
}
export type VectorKind = ColumnVector['kind']
