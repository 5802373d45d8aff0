/**
 * A well mixed hash of `bytes[start .. end)`, a signed 32-bit integer (MurmurHash3's steps over four-byte words). Every bit of the result depends on every byte, so that a table may take
 * its shard from some bits and its slot from others. It is never written to a file and may change.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let i = start
  for (; i + 4 <= end; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24)
    hash = round(hash, word)
  }
  if (i < end) {
    let word = bytes[i] as number
    if (i + 1 < end) word |= (bytes[i + 1] as number) << 8
    if (i + 2 < end) word |= (bytes[i + 2] as number) << 16
    hash = round(hash, word)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

function round(hash: number, word: number): number {
  let mixed = Math.imul(word, 0xcc9e2d51)
  mixed = (mixed << 15) | (mixed >>> 17)
  const turned = hash ^ Math.imul(mixed, 0x1b873593)
  return (Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64) | 0
}
