import { expect, test } from 'vitest'
import { col, interval } from '../../src/index.ts'
import { testSession } from '../session/test-session.ts'

function streams() {
  const session = testSession()
  return {
    left: session.memoryStream('id INT, at TIMESTAMP, l STRING').toDF(),
    right: session.memoryStream('key INT, seen TIMESTAMP, r STRING').toDF(),
  }
}

/** The operators, from the top. */
const physical = (frame: { explain(): string }) => frame.explain().replace(/^== Physical Plan ==\n/, '')

test('rows without a key go away below the watermark of an inner join, on the right only of a left outer join', () => {
  const { left, right } = streams()
  const joined = (how: 'inner' | 'left' | 'outer') =>
    physical(
      left
        .withWatermark('at', '5 seconds')
        .join(
          right.withWatermark('seen', '5 seconds'),
          (l, r) => l.id.eq(r.key).and(r.seen.between(l.at, l.at.plus(interval('10 seconds')))),
          how,
        ),
    )
  expect(joined('inner').replaceAll(/StreamingScan .*/g, 'StreamingScan')).toContain(
    `StreamingSymmetricHashJoin inner [id = key]
:- Stage Filter (at IS NOT NULL)
:  +- EventTimeWatermark at, delay 5000 ms
:     +- Stage Filter (id IS NOT NULL)
:        +- StreamingScan
+- Stage Filter (seen IS NOT NULL)
   +- EventTimeWatermark seen, delay 5000 ms
      +- Stage Filter (key IS NOT NULL)
         +- StreamingScan`,
  )
  expect(joined('left')).not.toMatch(/\((id|at) IS NOT NULL\)/)
  expect(joined('left')).toMatch(/\(key IS NOT NULL\)/)
  expect(joined('outer')).not.toMatch(/IS NOT NULL/)
})

test('a condition above an inner join filters the side that it is about, and the other by equality', () => {
  const { left, right } = streams()
  const text = physical(left.join(right, (l, r) => l.id.eq(r.key)).filter(($) => $.id.gt(5).and($.l.lt($.r))))
  expect(text).toMatch(/\(id > 5\)/)
  expect(text).toMatch(/\(key > 5\)/)
  expect(text.split('\n')[0]).toMatch(/StreamingSymmetricHashJoin inner \[id = key\]/)
})

test('a condition above an outer join stays above it where it is about the side that may be missing', () => {
  const { left, right } = streams()
  const joined = left
    .withWatermark('at', '1 second')
    .join(right.withWatermark('seen', '1 second'), (l, r) => l.id.eq(r.key).and(l.at.eq(r.seen)), 'left')
  const text = physical(joined.filter(col('r').isNull()))
  expect(text.split('\n')[0]).toMatch(/Filter.*r/)
})

test('columns that nobody reads are not kept', () => {
  const { left, right } = streams()
  const text = physical(left.join(right, (l, r) => l.id.eq(r.key)).select('l'))
  expect(text).not.toMatch(/\br\b/)
  expect(text).not.toMatch(/seen/)
})
