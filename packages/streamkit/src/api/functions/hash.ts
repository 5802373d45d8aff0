import { type Column, call } from '../column.ts'
import type { NullIn, OperandOf } from '../column-value.ts'

type Bytes = OperandOf<string> | OperandOf<Uint8Array>

/**
 * The MD5 digest, 32 hexadecimal digits. Spark: `md5`.
 *
 * @example
 * md5(lit("abc")) // => "900150983cd24fb0d6963f7d28e17f72"
 */
export function md5<const O extends Bytes>(value: O): Column<string | NullIn<O>> {
  return call('md5', value)
}

/**
 * The SHA-1 digest, 40 hexadecimal digits. Spark: `sha1`.
 *
 * @example
 * sha1(lit("abc")) // => "a9993e364706816aba3e25717850c26c9cd0d89d"
 */
export function sha1<const O extends Bytes>(value: O): Column<string | NullIn<O>> {
  return call('sha1', value)
}

/**
 * A digest of the SHA-2 family in hexadecimal digits; 0 is 256 bits. Spark: `sha2`.
 *
 * @example
 * df.withColumn('user', ($) => sha2($.email, 256))
 * sha2(lit("abc"), 224) // => "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"
 */
export function sha2<const O extends Bytes>(value: O, bits: 0 | 224 | 256 | 384 | 512): Column<string | NullIn<O>> {
  return call('sha2', value, bits)
}

/**
 * The CRC-32 checksum. Spark: `crc32`.
 *
 * @example
 * crc32(lit("Spark")) // => 1557323817n
 */
export function crc32<const O extends Bytes>(value: O): Column<bigint | NullIn<O>> {
  return call('crc32', value)
}

/**
 * Spark's 32-bit Murmur3 hash of all values together; nulls leave it unchanged. Spark: `hash`.
 *
 * @example
 * hash(lit("Spark"), lit(123)) // => 1262264271
 */
export function hash(...values: readonly [Column<unknown>, ...Column<unknown>[]]): Column<number> {
  return call('hash', ...values)
}

/**
 * Spark's 64-bit xxHash of all values together; nulls leave it unchanged. Spark: `xxhash64`.
 *
 * @example
 * xxhash64(lit("Spark"), lit(123)) // => -7770970918500510695n
 */
export function xxhash64(...values: readonly [Column<unknown>, ...Column<unknown>[]]): Column<bigint> {
  return call('xxhash64', ...values)
}
