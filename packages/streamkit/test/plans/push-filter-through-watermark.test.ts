import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyzer.ts'
import { createSession, udf } from '../../src/index.ts'
import { pushFilterThroughWatermark } from '../../src/optimizer/rules/push-filter-through-watermark.ts'
import { displayResolved } from '../../src/plan/display.ts'
import type { LogicalPlan } from '../../src/plan/logical-plan.ts'
import type { ResolvedPlan } from '../../src/plan/resolved-plan.ts'

const conf = { timeZone: 'UTC', ansi: true }
const session = createSession()
const events = () => session.memoryStream('id STRING, at TIMESTAMP, n INT').toDF()
const watermarked = () => events().withWatermark('at', '10 seconds')

function planOf(frame: { readonly logicalPlan: LogicalPlan }): ResolvedPlan {
  return analyze(frame.logicalPlan, conf)
}

/** The plan after the rule, without the leaf's columns. */
function pushed(frame: { readonly logicalPlan: LogicalPlan }): string {
  return displayResolved(pushFilterThroughWatermark.apply(planOf(frame), conf)).replaceAll(
    /Relation memory .*/g,
    'memory',
  )
}

test('a filter after the watermark goes below it', () => {
  expect(pushed(watermarked().filter(($) => $.n.gt(1)))).toBe(
    `EventTimeWatermark at, 10000 ms
+- Filter (n > 1)
   +- Streamingmemory`,
  )
})

test('a filter on the event time stays, for its rows move the watermark', () => {
  const frame = watermarked().filter(($) => $.at.gt(new Date(0)))
  const plan = planOf(frame)
  expect(pushFilterThroughWatermark.apply(plan, conf)).toBe(plan)
})

test('of an and, each part goes as far as it can', () => {
  const frame = watermarked().filter(($) => $.at.isNotNull().and($.n.gt(1)).and($.id.isNotNull()))
  expect(pushed(frame)).toBe(
    `Filter (at IS NOT NULL)
+- EventTimeWatermark at, 10000 ms
   +- Filter (id IS NOT NULL)
      +- Filter (n > 1)
         +- Streamingmemory`,
  )
})

test('a filter goes through another that has to stay', () => {
  const frame = watermarked()
    .filter(($) => $.at.isNotNull())
    .filter(($) => $.n.gt(1))
  expect(pushed(frame)).toBe(
    `Filter (at IS NOT NULL)
+- EventTimeWatermark at, 10000 ms
   +- Filter (n > 1)
      +- Streamingmemory`,
  )
})

test('a filter goes through a projection, over what its columns are computed from', () => {
  const frame = watermarked().select(($) => ({ number: $.n, twice: $.n.mul(2), at: $.at }))
  expect(pushed(frame.filter(($) => $.number.gt(1).and($.twice.lt(9))))).toBe(
    `Project [n AS number, (n * 2) AS twice, at]
+- EventTimeWatermark at, 10000 ms
   +- Filter ((n * 2) < 9)
      +- Filter (n > 1)
         +- Streamingmemory`,
  )
})

test('a filter goes into every side of a union', () => {
  expect(
    pushed(
      watermarked()
        .union(events())
        .filter(($) => $.n.gt(1)),
    ),
  ).toBe(
    `Union
:- EventTimeWatermark at, 10000 ms
:  +- Filter (n > 1)
:     +- Streamingmemory
+- Filter (n > 1)
   +- Streamingmemory`,
  )
})

test('a filter that is not deterministic stays', () => {
  const random = udf('boolean', (n: number | null) => n === Math.random(), { deterministic: false })
  const plan = planOf(watermarked().filter(($) => random($.n)))
  expect(pushFilterThroughWatermark.apply(plan, conf)).toBe(plan)
})

test('a filter above deduplication, or without a watermark, stays', () => {
  for (const frame of [
    watermarked()
      .dropDuplicates('id')
      .filter(($) => $.n.gt(1)),
    events().filter(($) => $.n.gt(1)),
  ]) {
    const plan = planOf(frame)
    expect(pushFilterThroughWatermark.apply(plan, conf)).toBe(plan)
  }
})
