import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { FormatsOf } from '../../src/api/formats.ts'
import { count, expr, type Session, sessionWindow, udaf, udf } from '../../src/index.ts'
import { memoryStream } from '../../src/testing/memory-stream.ts'
import { testStream } from '../../src/testing/test-stream.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

const mean = udaf({
  name: 'weighted',
  input: { value: 'double', weight: 'double' },
  state: 'total DOUBLE NOT NULL, weight DOUBLE NOT NULL',
  result: 'double',
  zero: { total: 0, weight: 0 },
  reduce(state, { value, weight }) {
    if (value === null || weight === null) return state
    return { total: state.total + value * weight, weight: state.weight + weight }
  },
  merge: (a, b) => ({ total: a.total + b.total, weight: a.weight + b.weight }),
  finish: (state) => (state.weight === 0 ? null : state.total / state.weight),
})

/** Keeps lists and changes its state in place. */
const texts = udaf({
  name: 'texts',
  input: { text: 'string' },
  state: 'seen ARRAY<STRING> NOT NULL, n BIGINT NOT NULL',
  result: 'string',
  zero: { seen: [], n: 0n },
  reduce(state, { text }) {
    const seen = state.seen as (string | null)[]
    seen.push(text)
    return { seen, n: state.n + 1n }
  },
  merge: (a, b) => ({ seen: [...a.seen, ...b.seen], n: a.n + b.n }),
  finish: (state) => `${state.n}: ${state.seen.map(String).join(' ')}`,
})

const rows = [
  { k: 'a', v: 1, w: 1, t: 'x' },
  { k: 'b', v: 5, w: 2, t: 'y' },
  { k: 'a', v: 4, w: 2, t: null },
  { k: 'a', v: null, w: 9, t: 'z' },
]
type Totals = { n: number; m: number }
const ddl = 'k STRING NOT NULL, v INT, w INT, t STRING'
const frame = (session: Session<FormatsOf<readonly []>> = testSession()) => session.createDataFrame(rows, ddl)

describe('an aggregate function of the user', () => {
  test('stands beside others, its operands cast to what it reads', async () => {
    const result = await frame()
      .groupBy('k')
      .agg(($) => ({ m: mean({ value: $.v, weight: $.w }), t: texts({ text: $.t }), n: count() }))
      .orderBy('k')
      .collect()
    expect(result).toEqual([
      { k: 'a', m: 3, t: '3: x null z', n: 3 },
      { k: 'b', m: 5, t: '1: y', n: 1 },
    ])
  })

  test('of a frame without rows finishes its zero', async () => {
    const empty = frame().filter(($) => $.k.eq('none'))
    expect(
      await empty.agg(($) => ({ m: mean({ value: $.v, weight: $.w }), t: texts({ text: $.t }) })).collect(),
    ).toEqual([{ m: null, t: '0: ' }])
  })

  test('stands in expressions, in HAVING, over windows and with FILTER in SQL', async () => {
    const session = testSession()
    session.udf.register('Weighted_Mean', mean)
    frame(session).createOrReplaceTempView('t')
    const having = session.sql(
      'SELECT k, weighted_mean(v, w) + 1 AS m FROM t GROUP BY k HAVING WEIGHTED_MEAN(v, w) > 3',
    )
    expect(await having.collect()).toEqual([{ k: 'b', m: 6 }])
    const filtered = session.sql('SELECT weighted_mean(v, 1) FILTER (WHERE v > 1) AS m FROM t')
    expect(await filtered.collect()).toEqual([{ m: 4.5 }])
    const over = session.sql('SELECT v, weighted_mean(v, w) OVER (PARTITION BY k ORDER BY v) AS m FROM t ORDER BY k, v')
    expect(await over.collect()).toEqual([
      { v: null, m: null },
      { v: 1, m: 1 },
      { v: 4, m: 3 },
      { v: 5, m: 5 },
    ])
  })

  test('goes on from the stored state after a restart', async () => {
    const input = memoryStream(ddl)
    const groups = input
      .toDF()
      .groupBy('k')
      .agg(($) => ({ m: mean({ value: $.v, weight: $.w }), t: texts({ text: $.t }) }))
    await testStream(groups, { outputMode: 'update' })
      .addData(input, { k: 'a', v: 1, w: 1, t: 'x' }, { k: 'b', v: 2, w: 1, t: 'y' })
      .checkNewAnswer({ k: 'a', m: 1, t: '1: x' }, { k: 'b', m: 2, t: '1: y' })
      .restart()
      .addData(input, { k: 'a', v: 4, w: 2, t: null })
      .checkNewAnswer({ k: 'a', m: 3, t: '2: x null' })
      .crash()
      .addData(input, { k: 'a', v: null, w: 1, t: 'z' }, { k: 'c', v: null, w: null, t: null })
      .checkNewAnswer({ k: 'a', m: 3, t: '3: x null z' }, { k: 'c', m: null, t: '1: null' })
  })

  test('merges the states of sessions that a row joins', async () => {
    const input = memoryStream('at TIMESTAMP NOT NULL, k STRING NOT NULL, t STRING')
    const at = (second: number) => new Date(second * 1000)
    const row = (second: number, t: string) => ({ at: at(second), k: 'a', t })
    const windows = input
      .toDF()
      .withWatermark('at', '1 minute')
      .groupBy(($) => [sessionWindow($.at, '1 minute').as('w'), 'k'])
      .agg(($) => ({ t: texts({ text: $.t }) }))
      .select(($) => ({ t: $.t }))
    await testStream(windows, { outputMode: 'append' })
      .addData(input, row(1, 'x'), row(100, 'y'))
      .checkAnswer()
      .addData(input, row(50, 'z'))
      .checkAnswer()
      .addData(input, row(1000, 'later'))
      .checkAnswer({ t: '3: x z y' })
  })

  test('reports what it throws, with the part that threw, and what does not fit its types', async () => {
    const cause = new Error('no such shelf')
    const parts = {
      input: { v: 'int' },
      state: 'n INT NOT NULL',
      result: 'int',
      zero: { n: 0 },
      reduce: (s: { n: number }) => s,
      merge: (s: { n: number }) => s,
      finish: (s: { n: number }): number | null => s.n,
      name: 'shelf',
    } as const
    const failing = udaf({
      ...parts,
      reduce: () => {
        throw cause
      },
    })
    const run = (fn: typeof failing) =>
      rejection(
        frame()
          .agg(($) => ({ m: fn({ v: $.v }) }))
          .collect(),
      )
    expect(await run(failing)).toMatchObject({
      condition: 'FAILED_EXECUTE_UDF',
      messageParameters: { functionName: 'shelf.reduce', reason: 'no such shelf' },
      cause,
    })
    const badResult = await run(udaf({ ...parts, finish: () => 1.5 }))
    expect(conditionsOf(badResult)).toEqual(['FAILED_EXECUTE_UDF', 'INVALID_ROW_VALUE'])
    const forgotten = await run(udaf({ ...parts, reduce: (() => undefined) as never }))
    expect(conditionsOf(forgotten)).toEqual(['FAILED_EXECUTE_UDF', 'INVALID_UDAF_STATE'])
    const badState = await run(udaf({ ...parts, reduce: () => ({ n: 0.5 }) }))
    expect(conditionsOf(badState)).toEqual(['FAILED_EXECUTE_UDF', 'INVALID_ROW_VALUE'])
  })

  test('refuses async functions', () => {
    expect(() =>
      udaf({
        input: {},
        state: 'n INT NOT NULL',
        result: 'int',
        zero: { n: 0 },
        reduce: (async () => ({ n: 1 })) as never,
        merge: (a) => a,
        finish: (s) => s.n,
      }),
    ).toThrow(expect.objectContaining({ condition: 'UNSUPPORTED_ASYNC_USER_FUNCTION' }))
  })

  test('refuses a checkpoint whose states have another form', async () => {
    const checkpointLocation = await temporaryFolder()
    const input = await temporaryFolder()
    await writeFile(join(input, 'a.csv'), '1\n2\n')
    const parts = { input: { v: 'int' }, result: 'int', merge: (a: Totals) => a, finish: (s: Totals) => s.n } as const
    const zero = { n: 0, m: 0 }
    const old = udaf({
      ...parts,
      state: 'n INT NOT NULL',
      zero,
      reduce: (s) => ({ n: s.n + 1 }),
      merge: (s) => s,
      finish: (s) => s.n,
    })
    const reordered = udaf({ ...parts, state: 'm INT NOT NULL, n INT NOT NULL', zero, reduce: (s) => s })
    const start = (fn: typeof old | typeof reordered) =>
      testSession()
        .readStream()
        .format('csv')
        .schema('v INT')
        .load(input)
        .groupBy()
        .agg(($) => ({ n: fn({ v: $.v }) }))
        .writeStream.outputMode('complete')
        .option('checkpointLocation', checkpointLocation)
        .trigger({ availableNow: true })
        .foreachBatch(async (batch) => {
          await batch.collect()
        })
        .start()
    await start(old).awaitTermination()
    const refused = await rejection(start(reordered).awaitTermination())
    expect(conditionsOf(refused)).toContain('INCOMPATIBLE_PLAN')
  })

  test('is refused outside of an aggregation', () => {
    expect(() =>
      frame()
        .select(($) => ({ m: mean({ value: $.v, weight: $.w }) }))
        .filter(($) => $.m.gt(1)),
    ).not.toThrow()
    expect(() => frame().filter(($) => mean({ value: $.v, weight: $.w }).gt(1))).toThrow(
      expect.objectContaining({ condition: expect.stringMatching(/WHERE|EXPR/) }),
    )
  })
})

describe('a function of the user', () => {
  test('gets nulls, and may give them', async () => {
    const shout = udf('string', (text: string | null) => (text === null ? null : `${text}!`))
    expect(
      await frame()
        .select(($) => ({ t: shout($.t) }))
        .collect(),
    ).toEqual(['x!', 'y!', null, 'z!'].map((t) => ({ t })))
  })

  test('has a name in expr, selectExpr, where and SQL, and keeps what the name meant', async () => {
    const session = testSession()
    const twice = session.udf.register(
      'twice',
      udf('int', (n: number | null) => (n === null ? null : 2 * n)),
    )
    frame(session).createOrReplaceTempView('t')
    const before = frame(session).selectExpr('TWICE(v) AS d')
    session.udf.register(
      'twice',
      udf('int', () => 0),
    )
    expect(await before.collect()).toEqual([2, 10, 8, null].map((d) => ({ d })))
    expect(await session.sql('SELECT twice(v) AS d FROM t LIMIT 1').collect()).toEqual([{ d: 0 }])
    expect(await frame(session).where('twice(v) = 0').count()).toBe(4)
    expect(await frame(session).withColumn('d', expr<number>('twice(v) + 1')).select('d').limit(1).collect()).toEqual([
      { d: 1 },
    ])
    expect(
      await frame(session)
        .select(($) => ({ d: twice($.v) }))
        .limit(1)
        .collect(),
    ).toEqual([{ d: 2 }])
  })

  test('is refused under the name of a function of Spark, with too few arguments, or as something else', () => {
    const session = testSession()
    const none = udf('int', () => 1)
    expect(() => session.udf.register('upper', none)).toThrow(
      expect.objectContaining({ condition: 'ROUTINE_ALREADY_EXISTS' }),
    )
    expect(() => session.udf.register('mine', (() => 1) as never)).toThrow(
      expect.objectContaining({ condition: 'INVALID_USER_FUNCTION' }),
    )
    session.udf.register(
      'both',
      udf('int', (a: number, b: number) => a + b),
    )
    expect(() => frame(session).selectExpr('both(v)')).toThrow(
      expect.objectContaining({ condition: 'WRONG_NUM_ARGS.WITHOUT_SUGGESTION' }),
    )
    expect(() => testSession().sql('SELECT both(1, 2)')).toThrow(
      expect.objectContaining({ condition: 'UNRESOLVED_ROUTINE' }),
    )
  })

  test('fails the query with what it threw, a promise, or a value of another type', async () => {
    const cause = new RangeError('too far')
    const failed = await rejection(
      frame()
        .select(
          udf(
            'int',
            () => {
              throw cause
            },
            { name: 'far' },
          )().as('f'),
        )
        .collect(),
    )
    expect(failed).toMatchObject({
      condition: 'FAILED_EXECUTE_UDF',
      messageParameters: { functionName: 'far', reason: 'too far' },
      cause,
    })
    const late = udf('int', () => Promise.reject(new Error('unheard')) as never)
    expect(conditionsOf(await rejection(frame().select(late().as('f')).collect()))).toEqual([
      'FAILED_EXECUTE_UDF',
      'UNSUPPORTED_ASYNC_USER_FUNCTION',
    ])
    const wrong = udf('int', () => 'one' as never)
    expect(conditionsOf(await rejection(frame().select(wrong().as('f')).collect()))).toEqual([
      'FAILED_EXECUTE_UDF',
      'INVALID_ROW_VALUE',
    ])
    expect(() => udf('int', (async () => 1) as never)).toThrow(
      expect.objectContaining({ condition: 'UNSUPPORTED_ASYNC_USER_FUNCTION' }),
    )
  })

  test('that is not deterministic is called once a row, and no filter moves below it', async () => {
    let calls = 0
    const next = udf('int', () => ++calls, { deterministic: false })
    const numbered = frame()
      .withColumn('id', () => next())
      .filter(($) => $.k.eq('a'))
      .select(($) => ({ k: $.k, id: $.id, again: $.id.plus($.id) }))
    expect(await numbered.collect()).toEqual([
      { k: 'a', id: 1, again: 2 },
      { k: 'a', id: 3, again: 6 },
      { k: 'a', id: 4, again: 8 },
    ])
    expect(calls).toBe(4)
  })
})
