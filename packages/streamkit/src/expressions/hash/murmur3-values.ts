import type { DataType } from '../../types/data-type.ts'
import { Murmur3 } from './murmur3.ts'
import { valueHasher } from './value-hasher.ts'

/** The hash of a value on top of that of the values before it; of null that itself. */
export type HashStep = (hash: number, value: unknown) => number

/** How Spark's `hash` takes in a value of a type: for whole numbers and texts without an object between, which is what loops over keys spend their time on. */
export function hashStep(type: DataType): HashStep {
  switch (type.kind) {
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'date':
      return (hash, value) => (value === null ? hash : finish(mix(hash, value as number), 4))
    case 'string': {
      const other = byHasher(type)
      return (hash, value) => (value === null ? hash : (hashAscii(hash, value as string) ?? other(hash, value)))
    }
    default:
      return byHasher(type)
  }
}

function byHasher(type: DataType): HashStep {
  const hasher = new Murmur3()
  const feed = valueHasher(type, hasher) as (value: unknown) => void
  return (hash, value) => {
    if (value === null) return hash
    hasher.reset(hash)
    feed(value)
    return hasher.digest()
  }
}

/** Null for text with other letters. */
function hashAscii(seed: number, text: string): number | null {
  const { length } = text
  const aligned = length & ~3
  let hash = seed
  let all = 0
  for (let i = 0; i < aligned; i += 4) {
    const a = text.charCodeAt(i)
    const b = text.charCodeAt(i + 1)
    const c = text.charCodeAt(i + 2)
    const d = text.charCodeAt(i + 3)
    all |= a | b | c | d
    hash = mix(hash, a | (b << 8) | (c << 16) | (d << 24))
  }
  for (let i = aligned; i < length; i++) {
    const unit = text.charCodeAt(i)
    all |= unit
    hash = mix(hash, unit)
  }
  return all < 128 ? finish(hash, length) : null
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
