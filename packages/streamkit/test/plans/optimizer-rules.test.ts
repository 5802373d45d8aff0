import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyzer.ts'
import {
  array,
  avg,
  coalesce,
  concat,
  count,
  createSession,
  explode,
  first,
  lit,
  sum,
  udf,
  upper,
  when,
} from '../../src/index.ts'
import { optimize, rules } from '../../src/optimizer/optimizer.ts'
import { displayResolved } from '../../src/plan/display.ts'
import type { LogicalPlan } from '../../src/plan/logical-plan.ts'
import type { ResolvedPlan } from '../../src/plan/resolved-plan.ts'

const conf = { timeZone: 'UTC', ansi: true }
const optional = rules.filter(({ required }) => required !== true).map(({ name }) => name)

function people(session: ReturnType<typeof createSession>) {
  const rows = Array.from({ length: 12 }, (_, i) => ({
    id: i,
    n: i % 4 === 3 ? null : (i % 3) - 1,
    s: i % 5 === 4 ? null : `${'ab'[i % 2]}${i}c`,
    x: i % 6 === 5 ? null : i / 4,
  }))
  return session.createDataFrame(rows, 'id INT NOT NULL, n INT, s STRING, x DOUBLE')
}
type People = ReturnType<typeof people>
interface Frame {
  readonly logicalPlan: LogicalPlan
  collect(): Promise<readonly unknown[]>
}

const upperOf = udf('string', (s: string | null) => s?.toUpperCase() ?? null)

/** By rule: a query that it changes. */
const cases: Readonly<Record<string, readonly ((p: People) => Frame)[]>> = {
  RemoveRedundantAliases: [(p) => p.select(($) => ({ s: concat($.s.as('one'), lit('!').as('two')) }))],
  ConstantFolding: [
    (p) => p.filter(($) => $.n.gt(lit(1).sub(2).add(1))).select(($) => ({ t: upper(concat('a', 'b')), id: $.id })),
  ],
  NullPropagation: [
    (p) =>
      p.select(($) => ({ a: $.id.isNull(), b: $.n.add(lit(null)), c: coalesce($.id, $.n), d: $.n.eqNullSafe(null) })),
  ],
  BooleanSimplification: [
    (p) => p.filter(($) => lit(true).and($.n.gt(0)).or(lit(false))),
    (p) =>
      p.filter(($) =>
        $.n
          .gt(0)
          .and($.id.lt(9))
          .or($.n.gt(0).and($.x.gt(1))),
      ),
    (p) => p.filter(($) => $.n.gt(0).or($.s.isNull()).not()),
  ],
  SimplifyConditionals: [
    (p) =>
      p.select(($) => ({ v: when(lit(false), $.id).when($.n.gt(0), $.n).when(lit(true), lit(7)).otherwise($.id) })),
  ],
  SimplifyCasts: [(p) => p.select(($) => ({ a: $.id.cast('int'), b: $.id.cast('bigint').cast('bigint') }))],
  UnwrapCastInBinaryComparison: [
    (p) => p.filter(($) => $.n.cast('bigint').geq(0n)),
    (p) => p.filter(($) => $.n.cast('bigint').lt(5_000_000_000n)),
    (p) => p.select(($) => ({ never: $.n.cast('bigint').eq(5_000_000_000n) })),
  ],
  OptimizeIn: [(p) => p.filter(($) => $.n.isIn(1, 1)), (p) => p.filter(($) => $.n.isIn(1, 0, 1))],
  LikeSimplification: [
    (p) => p.filter(($) => $.s.like('a%')),
    (p) => p.filter(($) => $.s.like('%c')),
    (p) => p.filter(($) => $.s.like('%1%')),
    (p) => p.filter(($) => $.s.like('a2c')),
    (p) => p.filter(($) => $.s.like('a%c')),
  ],
  PruneFilters: [(p) => p.filter(() => lit(true)), (p) => p.filter(() => lit(false))],
  CombineFilters: [(p) => p.filter(($) => $.n.gt(-1)).filter(($) => $.x.gt(1).and($.n.gt(-1)))],
  PushPredicateThroughNonJoin: [
    (p) => p.select(($) => ({ twice: $.n.mul(2), id: $.id })).filter(($) => $.twice.gt(0)),
    (p) => p.union(p).filter(($) => $.n.gt(0)),
    (p) =>
      p
        .groupBy('n')
        .agg(($) => ({ c: count($.id) }))
        .filter(($) => $.n.gt(0).and($.c.gt(1))),
    (p) => p.orderBy('x').filter(($) => $.n.gt(0)),
    (p) => p.dropDuplicates('n').filter(($) => $.n.gt(0)),
    (p) => p.select(($) => ({ n: $.n, e: explode(array(lit(1), lit(2))) })).filter(($) => $.n.gt(0).and($.e.gt(1))),
  ],
  EliminateSorts: [
    (p) =>
      p
        .orderBy('x')
        .groupBy('n')
        .agg(($) => ({ c: sum($.id) })),
    (p) => p.orderBy('x').orderBy('id'),
  ],
  LimitPushDown: [
    (p) => p.union(p).limit(3),
    (p) => p.limit(3).limit(5),
    (p) => p.select(($) => ({ t: $.n.mul(2) })).limit(2),
  ],
  ColumnPruning: [(p) => p.select('id')],
  CollapseProject: [(p) => p.withColumn('y', ($) => $.n.add(1)).select(($) => ({ z: $.y.mul(2), id: $.id }))],
  RemoveNoopOperators: [(p) => p.select('id', 'n', 's', 'x')],
}

const printed = (row: unknown) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))
const planOf = (frame: Frame): ResolvedPlan => analyze(frame.logicalPlan, conf)
const planning = people(createSession())
const withRules = createSession()
const without = createSession({ excludedOptimizerRules: optional })

describe.each(Object.entries(cases))('the rule %s', (name, frames) => {
  test.each(frames.map((frame, i) => [i + 1, frame] as const))('changes plan %i', (_, frame) => {
    const rule = rules.find((one) => one.name === name)
    const plan = planOf(frame(planning))
    const after = rule?.apply(plan, conf) ?? plan
    expect(after.schema).toEqual(plan.schema)
    expect(displayResolved(after)).not.toBe(displayResolved(plan))
    expect(`${displayResolved(plan)}\n=>\n${displayResolved(after)}`).toMatchSnapshot()
  })
  test.each(frames.map((frame, i) => [i + 1, frame] as const))(
    'leaves the rows of plan %i as they are',
    async (_, frame) => {
      const rowsOf = async (p: People) => (await frame(p).collect()).map((row) => printed(row)).sort()
      expect(await rowsOf(people(withRules))).toEqual(await rowsOf(people(without)))
    },
  )
})

test('every rule has a case, but for those that have a file of their own', () => {
  const own = ['PushFilterThroughJoin', 'PushFilterThroughWatermark']
  expect(Object.keys(cases).sort()).toEqual(
    rules
      .map(({ name }) => name)
      .filter((name) => !own.includes(name))
      .sort(),
  )
})

describe('what rules leave alone', () => {
  const unchanged = (frame: Frame, ...names: readonly string[]) => {
    const plan = planOf(frame)
    const excludedRules = rules.map(({ name }) => name).filter((name) => !names.includes(name))
    expect(displayResolved(optimize(plan, { conf, excludedRules }))).toBe(displayResolved(plan))
  }
  test('a constant that fails does so when there are rows, and not before', async () => {
    const failing = (p: People) => p.select(() => ({ v: lit(1).div(0) }))
    unchanged(failing(planning), 'ConstantFolding')
    await expect(failing(people(withRules)).collect()).rejects.toMatchObject({ condition: 'DIVIDE_BY_ZERO' })
    expect(await failing(people(withRules).filter(($) => $.id.lt(0)) as People).collect()).toEqual([])
  })
  test('projections stay apart where something would be computed twice, or is not the same twice', () => {
    unchanged(
      planning.select(($) => ({ u: upperOf($.s) })).select(($) => ({ a: concat($.u, $.u) })),
      'CollapseProject',
    )
    const random = udf('int', () => 4, { deterministic: false })
    unchanged(
      planning.select(() => ({ r: random() })).select(($) => ({ a: $.r })),
      'CollapseProject',
    )
  })
  test('the order below an aggregate that depends on it, and below a sum of doubles, stays', () => {
    const sorted = planning.orderBy('x').groupBy('n')
    unchanged(
      sorted.agg(($) => ({ f: first($.id) })),
      'EliminateSorts',
    )
    unchanged(
      sorted.agg(($) => ({ f: avg($.x) })),
      'EliminateSorts',
    )
  })
  test('a filter on the result of an aggregate stays above it', () => {
    const counted = planning.groupBy('n').agg(($) => ({ c: count($.id) }))
    const after = optimize(planOf(counted.filter(($) => $.c.gt(1))), { conf })
    expect(displayResolved(after)).toMatch(/^Filter \(c > 1\)/)
  })
  test('a stream is read below a filter that is never true', () => {
    const stream = createSession().memoryStream('id INT').toDF()
    const after = optimize(analyze(stream.filter(($) => $.id.eq(lit(null))).logicalPlan, conf), { conf })
    expect(displayResolved(after)).toMatch(/^Filter false\n\+- StreamingRelation/)
  })
  test('limits of streams and deduplication of streams stay where they are', () => {
    const stream = createSession().memoryStream('id INT, n INT').toDF()
    const limited = analyze(stream.select('id', 'n').limit(3).logicalPlan, conf)
    expect(displayResolved(optimize(limited, { conf }))).toMatch(/^Limit 3/)
    const distinct = analyze(stream.dropDuplicates('id').filter(($) => $.id.gt(1)).logicalPlan, conf)
    expect(displayResolved(optimize(distinct, { conf }))).toMatch(/^Filter/)
  })
})
