import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

type Bytes = OperandOf<string> | OperandOf<Uint8Array>

/** The MD5 digest, 32 hexadecimal digits. Spark: `md5`. */
export function md5<const O extends Bytes>(value: O): Column<string | NullIn<O>> {
  return call('md5', value)
}

/** The SHA-1 digest, 40 hexadecimal digits. Spark: `sha1`. */
export function sha1<const O extends Bytes>(value: O): Column<string | NullIn<O>> {
  return call('sha1', value)
}

/**
 * A digest of the SHA-2 family in hexadecimal digits; 0 is 256 bits. Spark: `sha2`.
 *
 * @example
 * df.withColumn('user', ($) => sha2($.email, 256))
 */
export function sha2<const O extends Bytes>(value: O, bits: 0 | 224 | 256 | 384 | 512): Column<string | NullIn<O>> {
  return call('sha2', value, bits)
}

/** The CRC-32 checksum. Spark: `crc32`. */
export function crc32<const O extends Bytes>(value: O): Column<bigint | NullIn<O>> {
  return call('crc32', value)
}

/** Spark's 32-bit Murmur3 hash of all values together; nulls leave it unchanged. Spark: `hash`. */
export function hash(...values: readonly [Column<unknown>, ...Column<unknown>[]]): Column<number> {
  return call('hash', ...values)
}

/** Spark's 64-bit xxHash of all values together; nulls leave it unchanged. Spark: `xxhash64`. */
export function xxhash64(...values: readonly [Column<unknown>, ...Column<unknown>[]]): Column<bigint> {
  return call('xxhash64', ...values)
}
