import { daysFromCivil } from './civil.ts'

const secondsPerDay = 86_400
/** Long enough for few blocks, short enough that the search in one is trivial. */
const blockSeconds = 366 * secondsPerDay
/** Shorter than any stay on one offset that the database knows of. */
const probeSeconds = 6 * secondsPerDay
/** The time that `Intl` knows: 8.64e12 seconds around 1970. */
const farthestSecond = 8.64e12

/** The offsets of one stretch of time: `offsets[i]` holds from `starts[i]` (seconds since 1970). */
interface Block {
  readonly starts: readonly number[]
  readonly offsets: readonly number[]
}

/** The offset from UTC of a region of the time zone database, by instant. */
export interface RegionRules {
  /** In seconds, east positive, at `second` since 1970. */
  offsetSecondsAt(second: number): number
}

/**
 * The rules of a region, read from `Intl` block by block as they are asked for: one block costs about a hundred calls, once; after
 * that a lookup is a division and a short search. Null when the platform does not know the region.
 */
export function regionRules(name: string): RegionRules | null {
  const probe = offsetProbe(name)
  if (probe === null) return null
  const blocks = new Map<number, Block>()
  let last: Block | null = null
  let lastIndex = Number.NaN
  return {
    offsetSecondsAt(second) {
      const index = Math.floor(second / blockSeconds)
      if (index !== lastIndex) {
        let block = blocks.get(index)
        if (block === undefined) {
          block = readBlock(probe, index * blockSeconds)
          blocks.set(index, block)
        }
        last = block
        lastIndex = index
      }
      const { starts, offsets } = last as Block
      let at = starts.length - 1
      while (at > 0 && (starts[at] as number) > second) at--
      return offsets[at] as number
    },
  }
}

function readBlock(probe: (second: number) => number, from: number): Block {
  const to = from + blockSeconds
  const starts = [from]
  const offsets = [probe(from)]
  let before = from
  while (before < to) {
    const after = Math.min(before + probeSeconds, to)
    const offsetBefore = offsets[offsets.length - 1] as number
    if (probe(after) === offsetBefore) {
      before = after
      continue
    }
    const change = firstChange(probe, before, after)
    starts.push(change)
    offsets.push(probe(change))
    before = change
  }
  return { starts, offsets }
}

/** The first second after `low` whose offset differs; there is one up to `high`. */
function firstChange(probe: (second: number) => number, low: number, high: number): number {
  const offset = probe(low)
  let same = low
  let other = high
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (probe(middle) === offset) same = middle
    else other = middle
  }
  return other
}

/** Asks `Intl` for the offset at an instant, or null for a name that it does not know. */
function offsetProbe(name: string): ((second: number) => number) | null {
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    return null
  }
  // Intl takes names in any case, Java and so Spark do not
  const known = format.resolvedOptions().timeZone
  if (known !== name && known.toLowerCase() === name.toLowerCase()) return null
  return (second) => {
    const clamped = Math.max(-farthestSecond, Math.min(farthestSecond, second))
    const field = new Map<string, string>()
    for (const part of format.formatToParts(clamped * 1000)) field.set(part.type, part.value)
    const number = (type: string): number => Number(field.get(type))
    const year = field.get('era') === 'BC' ? 1 - number('year') : number('year')
    const days = daysFromCivil(year, number('month'), number('day'))
    const local = days * secondsPerDay + number('hour') * 3600 + number('minute') * 60 + number('second')
    return local - clamped
  }
}
