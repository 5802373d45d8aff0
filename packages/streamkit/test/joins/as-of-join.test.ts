import fc from 'fast-check'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { testSession } from '../session/test-session.ts'

const epoch = Date.UTC(2026, 0, 1)
const at = (second: number | null) => (second === null ? null : new Date(epoch + second * 1000))
const direction = fc.constantFrom('backward', 'forward', 'nearest')

interface Choice {
  readonly direction: 'backward' | 'forward' | 'nearest'
  readonly tolerance: number | null
  readonly exact: boolean
}
type Event = readonly [key: string | null, second: number | null]

/** Every right row is looked at. Gives its number, null if there is none. */
function naive([key, second]: Event, rights: readonly Event[], { direction: way, tolerance, exact }: Choice) {
  const candidates = rights.flatMap(([rightKey, rightSecond], row) => {
    if (key === null || second === null || rightSecond === null || rightKey !== key) return []
    const later = rightSecond - second
    if (later === 0 && !exact) return []
    if ((way === 'backward' && later > 0) || (way === 'forward' && later < 0)) return []
    if (tolerance !== null && Math.abs(later) > tolerance) return []
    return [{ row, later }]
  })
  // The nearest, of two as near the earlier, of two with one time the last.
  const best = candidates.sort((a, b) => Math.abs(a.later) - Math.abs(b.later) || a.later - b.later || b.row - a.row)[0]
  return best?.row ?? null
}

const event = fc.tuple(fc.constantFrom(null, 'a', 'b'), fc.option(fc.integer({ min: 0, max: 12 }), { freq: 8 }))

test('each row finds the row that looking at all of them finds, in batch and beside a stream', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 8 }),
      fc.array(event, { maxLength: 10 }),
      fc.record({ direction, tolerance: fc.constantFrom(null, 0, 2), exact: fc.boolean() }),
      fc.constantFrom('left', 'inner'),
      async (lefts, rights, choice, how) => {
        const session = testSession()
        const leftRows = lefts.map(([k, second], l) => ({ k, at: at(second), l }))
        const rightRows = rights.map(([k, second], r) => ({ k, since: at(second), r }))
        const right = session.createDataFrame(rightRows, 'k STRING, since TIMESTAMP, r INT')
        const options = {
          leftTime: 'at',
          rightTime: 'since',
          on: 'k',
          direction: choice.direction as Choice['direction'],
          how: how as 'left' | 'inner',
          allowExactMatches: choice.exact,
          ...(choice.tolerance === null ? {} : { tolerance: `${choice.tolerance} seconds` }),
        } as const
        const all = lefts.map((left, l) => ({ l, r: naive(left, rights, choice as Choice) }))
        const expected = how === 'left' ? all : all.filter(({ r }) => r !== null)
        const table = session.createDataFrame(leftRows, 'k STRING, at TIMESTAMP, l INT')
        expect(await table.asOfJoin(right, options).select('l', 'r').collect()).toEqual(expected)

        const input = session.memoryStream('k STRING, at TIMESTAMP, l INT')
        const given: unknown[] = []
        const query = input
          .toDF()
          .asOfJoin(right, options)
          .select('l', 'r')
          .writeStream.option('checkpointLocation', temporaryFolder())
          .foreachBatch(async (batch) => void given.push(...(await batch.collect())))
          .start()
        for (const row of leftRows) input.addData(row)
        await query.processAllAvailable()
        await query.stop()
        expect(given).toEqual(expected)
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('columns and filters mean what they say: the right side is not filtered before it is chosen from', async () => {
  const session = testSession()
  const orders = session.createDataFrame([{ id: 1, at: at(5) }], 'id INT, at TIMESTAMP')
  const prices = session.createDataFrame(
    [
      { since: at(0), price: 10 },
      { since: at(4), price: 20 },
    ],
    'since TIMESTAMP, price INT',
  )
  const joined = orders.asOfJoin(prices, { leftTime: 'at', rightTime: 'since', how: 'inner' })
  expect(joined.columns).toEqual(['id', 'at', 'since', 'price'])
  expect(await joined.select('price').collect()).toEqual([{ price: 20 }])
  expect(await joined.filter(($) => $.price.lt(15)).collect()).toEqual([])
  expect(await joined.filter(($) => $.id.eq(1)).count()).toBe(1)
  expect(joined.explain('extended')).toContain('AsOf backward')
})

test('what cannot be joined so is refused with a reason', () => {
  const session = testSession()
  const orders = session.createDataFrame([], 'id INT, at TIMESTAMP')
  const prices = session.createDataFrame([], 'id INT, since TIMESTAMP')
  const conditionOf = (action: () => unknown) => {
    try {
      action()
    } catch (error) {
      return (error as { condition?: string }).condition
    }
    return undefined
  }
  const join = (options: object) => () => orders.asOfJoin(prices, options as never)
  expect(conditionOf(join({ leftTime: 'id', rightTime: 'since' }))).toBe('EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE')
  expect(conditionOf(join({ leftTime: 'when', rightTime: 'since' }))).toBe('UNRESOLVED_USING_COLUMN_FOR_JOIN')
  expect(conditionOf(join({ leftTime: 'at', rightTime: 'since', direction: 'up' }))).toBe(
    'AS_OF_JOIN.UNSUPPORTED_DIRECTION',
  )
  expect(conditionOf(join({ leftTime: 'at', rightTime: 'since', tolerance: '-1 second' }))).toBe('NEGATIVE_INTERVAL')
  const stream = session.memoryStream('id INT, since TIMESTAMP').toDF()
  const both = session
    .memoryStream('id INT, at TIMESTAMP')
    .toDF()
    .asOfJoin(stream as never, { leftTime: 'at', rightTime: 'since' } as never)
  expect(conditionOf(() => both.writeStream.format('noop').start())).toBe('UNSUPPORTED_STREAMING_OPERATION')
})
