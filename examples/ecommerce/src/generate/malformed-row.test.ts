import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventTypes } from '../events/event-types.ts'
import { createRandom } from '../world/random.ts'
import { ShopWorld } from '../world/shop-world.ts'
import { malformedKinds, malformedKindsFor, malformedLine } from './malformed-row.ts'

/** Reads one line strictly, as a reader that stops at the line end does; `undefined` when it is no record. */
function cellsOf(line: string): string[] | undefined {
  try {
    return (parse(line) as string[][])[0]
  } catch {
    return undefined
  }
}

test('every kind of damage makes a row that the schema refuses', () => {
  const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(seed, fc.constantFrom(...eventTypes), fc.constantFrom(...malformedKinds), (seed, generator, kind) => {
      const random = createRandom(seed, 'test')
      const event = generator.create({ world: ShopWorld.ofSeed(seed), random, atMs: Date.UTC(2026, 10, 23) })
      const { columns } = generator
      const values = generator.toCsvRow(event)
      const line = malformedLine(kind, { columns, values, random })
      expect(line).not.toMatch(/[\r\n]/)
      const cells = cellsOf(line)
      if (cells === undefined || cells.length !== columns.length) return
      const typed = columns.map((column, index) => {
        const cell = cells[index] ?? ''
        const wasNumber = typeof values[index] === 'number'
        return [column, wasNumber ? Number(cell) : cell === '' ? null : cell]
      })
      expect(generator.schema.safeParse(Object.fromEntries(typed)).success).toBe(false)
    }),
    { numRuns: 200 },
  )
})

test('an unclosed quote swallows the rest of its line and no more', () => {
  const random = createRandom(1, 'test')
  const line = malformedLine('unclosed-quote', {
    columns: ['event_id', 'product_name', 'referrer', 'event_date'],
    values: ['id-1', '17" screen, "matt"', 'a, "b"', '2026-11-23'],
    random,
  })
  expect(line).toBe('id-1,"17  screen   matt,a   b,2026-11-23')
})

test('a number goes bad only where there is one', () => {
  expect(malformedKindsFor(['id-1', null])).not.toContain('bad-number')
  expect(malformedKindsFor(['id-1', 5])).toContain('bad-number')
})
