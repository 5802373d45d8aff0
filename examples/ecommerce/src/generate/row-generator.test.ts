import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventGenerator } from '../events/event-generator.ts'
import { eventTypes } from '../events/event-types.ts'
import { createRandom } from '../world/random.ts'
import { ShopWorld } from '../world/shop-world.ts'
import type { Fate, GeneratedRow } from './generated-row.ts'
import { malformedKinds } from './malformed-row.ts'
import { RowGenerator, type Shares } from './row-generator.ts'

const day = 86_400_000
const noon = Date.UTC(2026, 10, 23, 12)
const window = { fromMs: noon, toMs: noon + 5000 }

interface Setup {
  readonly seed?: number
  readonly shares?: Partial<Shares>
  readonly generator?: EventGenerator
}

function rowGenerator({
  seed = 1,
  shares = {},
  generator = eventTypes[0] as EventGenerator,
}: Setup = {}): RowGenerator {
  return new RowGenerator({
    generator,
    world: ShopWorld.ofSeed(seed),
    random: createRandom(seed, generator.eventType),
    shares: { duplicates: 0, late: 0, malformed: 0, ...shares },
    lateByMs: day,
  })
}

function countOf(rows: readonly GeneratedRow[], fate: Fate): number {
  return rows.filter((row) => row.fate === fate).length
}

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const type = fc.constantFrom(...eventTypes)
const share = fc.double({ min: 0, max: 0.5, noNaN: true })
const sizes = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 })

test('late, malformed and repeated rows are as many as their shares say, whatever the sizes of the files', () => {
  fc.assert(
    fc.property(seed, type, fc.record({ duplicates: share, late: share, malformed: share }), sizes, (...drawn) => {
      const [seed, generator, shares, sizes] = drawn
      const files = rowGenerator({ seed, shares, generator })
      const rows = sizes.flatMap((size) => [...files.file(size, window)])
      const events = sizes.reduce((sum, size) => sum + size, 0)
      const [late, malformed, duplicate] = [
        countOf(rows, 'late'),
        countOf(rows, 'malformed'),
        countOf(rows, 'duplicate'),
      ]
      expect(rows.length - duplicate).toBe(events)
      expect(Math.abs(late - shares.late * events)).toBeLessThan(1.001)
      // a file with hardly any events may have no room: then at most that file's rows are owed
      expect(malformed).toBeLessThanOrEqual(shares.malformed * events + 0.001)
      expect(malformed).toBeGreaterThan(shares.malformed * events - 2.001)
      expect(duplicate).toBeLessThanOrEqual(shares.duplicates * events + 0.001)
      if (countOf(rows, 'first') > 0 && rows.at(-1)?.fate !== 'malformed' && rows.at(-1)?.fate !== 'late') {
        expect(duplicate).toBeGreaterThan(shares.duplicates * events - 1.001)
      }
    }),
    { numRuns: 60 },
  )
})

test('a duplicate repeats an earlier good row, character by character', () => {
  fc.assert(
    fc.property(seed, sizes, (seed, sizes) => {
      const files = rowGenerator({ seed, shares: { duplicates: 0.4, late: 0.2, malformed: 0.2 } })
      const seen = new Map<string, string>()
      for (const row of sizes.flatMap((size) => [...files.file(size, window)])) {
        if (row.fate === 'duplicate') expect(row.line).toBe(seen.get(row.eventId))
        else expect(seen.has(row.eventId)).toBe(false)
        if (row.fate === 'first') seen.set(row.eventId, row.line)
      }
    }),
    { numRuns: 40 },
  )
})

test('some duplicates come in the same file and some in a later one', () => {
  const files = rowGenerator({ shares: { duplicates: 0.5 } })
  let inSame = 0
  let inLater = 0
  for (let file = 0; file < 10; file++) {
    const here = new Set<string>()
    for (const row of files.file(40, window)) {
      if (row.fate !== 'duplicate') here.add(row.eventId)
      else if (here.has(row.eventId)) inSame++
      else inLater++
    }
  }
  expect(Math.min(inSame, inLater)).toBeGreaterThan(20)
})

test('good events happen within the window and late ones at least the delay before', () => {
  const rows = [...rowGenerator({ shares: { late: 0.3 } }).file(200, window)]
  const columns = eventTypes[0]?.columns ?? []
  for (const row of rows) {
    const [date, time] = [row.values[columns.indexOf('event_date')], row.values[columns.indexOf('event_time')]]
    const atMs = Date.parse(`${date}T${time}Z`)
    if (row.fate === 'first') expect(atMs >= window.fromMs && atMs < window.toMs).toBe(true)
    else expect(atMs >= window.fromMs - 2 * day && atMs < window.toMs - day).toBe(true)
  }
})

test('the kinds of damage are taken in turn, so that each of them occurs', () => {
  const rows = [...rowGenerator({ shares: { malformed: 1 } }).file(malformedKinds.length * 2, window)]
  expect(rows.map((row) => row.damage)).toEqual([...malformedKinds, ...malformedKinds])
})

test('good rows fit the schema of their type', () => {
  fc.assert(
    fc.property(seed, type, (seed, generator) => {
      for (const row of rowGenerator({ seed, generator, shares: { late: 0.2 } }).file(20, window)) {
        const event = Object.fromEntries(generator.columns.map((column, index) => [column, row.values[index]]))
        expect(generator.schema.safeParse(event).error).toBeUndefined()
      }
    }),
    { numRuns: 30 },
  )
})

test('a hundred thousand events of one file are made without keeping them', () => {
  const files = rowGenerator({ shares: { duplicates: 0.05, late: 0.02, malformed: 0.01 } })
  const counts = { first: 0, duplicate: 0, late: 0, malformed: 0 }
  for (const row of files.file(100_000, window)) counts[row.fate]++
  expect(counts).toEqual({ first: 97_000, duplicate: 5000, late: 2000, malformed: 1000 })
})
