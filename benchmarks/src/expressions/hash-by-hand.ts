/** Murmur3 with 32 bits and the seed 42, as one would write it for a loop over objects. Texts are ASCII here. */
export function hashText(text: string): number {
  const { length } = text
  const aligned = length & ~3
  let h = 42
  for (let i = 0; i < aligned; i += 4) {
    const word =
      text.charCodeAt(i) |
      (text.charCodeAt(i + 1) << 8) |
      (text.charCodeAt(i + 2) << 16) |
      (text.charCodeAt(i + 3) << 24)
    h = mix(h, word)
  }
  for (let i = aligned; i < length; i++) h = mix(h, text.charCodeAt(i))
  return finish(h, length)
}

export function hashInt(value: number): number {
  return finish(mix(42, value), 4)
}

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593)
  const h = hash ^ k
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function finish(hash: number, length: number): number {
  let h = hash ^ length
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
