/** The arrays that buffers of groups are kept in. */
type GroupArray = Float64Array | Int32Array | Uint8Array | BigInt64Array

/** The array itself if it has `count` places, else a longer one with the same values and zeros behind them. */
export function roomFor<A extends GroupArray>(array: A, count: number): A {
  if (count <= array.length) return array
  const grown = new (array.constructor as new (length: number) => A)(Math.max(count, array.length * 2, 16))
  grown.set(array as never)
  return grown
}
