import { describe, expect, test } from 'vitest'
import { resolveExpression } from '../../analysis/resolve-expression.ts'
import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { ColumnVector, Utf8Vector } from '../../columnar/column-vector.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { Expression } from '../../expressions/expression.ts'
import { literal } from '../../expressions/literal.ts'
import { intType, stringType, structType, timestampType } from '../../types/data-type.ts'
import { compileStage, type StageStep, stageCode } from './compile.ts'

const conf = { timeZone: 'UTC', ansi: true }
const context = { batchTimestampMicros: 0, seed: 0 }
const schema = structType([
  { name: 'n', dataType: intType, nullable: true },
  { name: 's', dataType: stringType, nullable: true },
  { name: 'at', dataType: timestampType, nullable: false, metadata: { watermarkDelayMs: 10 } },
])
const modes = ['compiled', 'interpreted'] as const

const col = (name: string): Expression => ({ kind: 'attribute', nameParts: [name] })
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })
const bind = (e: Expression) => resolveExpression(e, { schema, conf })
const filter = (e: Expression): StageStep => ({ kind: 'filter', condition: bind(e) })
const project = (columns: Readonly<Record<string, Expression>>): StageStep => ({
  kind: 'project',
  columns: Object.entries(columns).map(([name, e]) => ({ name, expression: bind(e) })),
})

function utf8(values: readonly (string | null)[]): Utf8Vector {
  const starts = new Int32Array(values.length)
  const ends = new Int32Array(values.length)
  const nulls = new Uint8Array(values.length)
  const encoder = new TextEncoder()
  const parts: number[] = []
  values.forEach((value, i) => {
    if (value === null) nulls[i] = 1
    starts[i] = value === null ? -1 : parts.length
    if (value !== null) parts.push(...encoder.encode(value))
    ends[i] = value === null ? -1 : parts.length
  })
  return { kind: 'utf8', bytes: Uint8Array.from(parts), starts, ends, nulls }
}

function batchOf(texts: readonly (string | null)[]): ColumnBatch {
  const { length } = texts
  return columnBatch(length, [
    { kind: 'int32', values: Int32Array.from({ length }, (_, i) => i), nulls: null },
    utf8(texts),
    { kind: 'float64', values: Float64Array.from({ length }, (_, i) => i * 1000), nulls: null },
  ])
}

const valuesOf = (batch: ColumnBatch, column: number) =>
  Array.from({ length: batch.length }, (_, i) => valueAt(batch.columns[column] as ColumnVector, i))

describe.each(modes)('a %s stage', (mode) => {
  const run = (steps: readonly StageStep[], batch: ColumnBatch) =>
    compileStage({ input: schema, steps }, { conf, mode }).run(batch, context)

  test('shares columns that it only passes on, and gathers them behind a filter as bytes', () => {
    const batch = batchOf(['a', null, 'c'])
    expect(run([project({ text: col('s'), n: col('n') })], batch).columns[0]).toBe(batch.columns[1])
    const filtered = run([filter(call('!=', col('n'), literal(1)))], batch)
    expect(filtered.columns.map((c) => c.kind)).toEqual(['int32', 'utf8', 'float64'])
    expect((filtered.columns[1] as Utf8Vector).bytes).toBe((batch.columns[1] as Utf8Vector).bytes)
    expect(valuesOf(filtered, 1)).toEqual(['a', 'c'])
  })

  test.each([
    ['few rows', 3, 'a'],
    ['many rows of ASCII', 300, 'a'],
    ['many rows with other letters', 300, 'ä\u{1F600}'],
  ])('reads text, null or not, in %s', (_, rows, letter) => {
    const texts = Array.from({ length: rows }, (_, i) => (i % 3 === 1 ? null : `${letter}${i}`))
    const output = run([project({ hit: call('=', col('s'), literal(`${letter}2`)) })], batchOf(texts))
    expect(valuesOf(output, 0)).toEqual(texts.map((t) => (t === null ? null : t === `${letter}2`)))
  })

  test('runs steps one after the other, each over the columns of the step before', () => {
    const first = structType([
      { name: 'twice', dataType: intType, nullable: true },
      { name: 's', dataType: stringType, nullable: true },
    ])
    const then = (e: Expression) => resolveExpression(e, { schema: first, conf })
    const steps: StageStep[] = [
      filter(call('isnotnull', col('s'))),
      project({ twice: call('*', col('n'), literal(2)), s: col('s') }),
      { kind: 'filter', condition: then(call('>', col('twice'), literal(0))) },
      {
        kind: 'project',
        columns: [
          { name: 'text', expression: then(col('s')) },
          { name: 'more', expression: then(call('+', col('twice'), literal(1))) },
        ],
      },
    ]
    const output = run(steps, batchOf(['zero', 'one', null, 'three']))
    expect([valuesOf(output, 0), valuesOf(output, 1)]).toEqual([
      ['one', 'three'],
      [3, 7],
    ])
  })

  test('leaves no mask on a column without nulls, and null rows out of a filter', () => {
    const output = run(
      [filter(call('>', col('s'), literal('a'))), project({ n: call('+', col('n'), literal(1)) })],
      batchOf(['b', null, 'a', 'c']),
    )
    expect(output.columns[0]).toMatchObject({ kind: 'int32', nulls: null })
    expect(valuesOf(output, 0)).toEqual([1, 4])
  })

  test('gives an empty batch for an empty batch', () => {
    const output = run(
      [filter(call('isnull', col('s'))), project({ s: col('s'), n: call('negative', col('n')) })],
      batchOf([]),
    )
    expect([output.length, output.columns.length]).toEqual([0, 2])
  })

  test('fails with the condition of the row that fails', () => {
    const divide = project({ n: call('%', literal(1), col('n')) })
    expect(() => run([divide], batchOf(['a', 'b']))).toThrow(
      expect.objectContaining({ condition: 'REMAINDER_BY_ZERO' }),
    )
  })

  test('does not compute what a condition or a null before it rules out', () => {
    const risky = call('/', literal(1), col('n'))
    const guarded = call('if', call('=', col('n'), literal(0)), literal(-1), risky)
    const behindNull = call('+', literal(null, intType), risky)
    const decided: Expression = {
      kind: 'or',
      left: call('=', col('n'), literal(0)),
      right: call('>', risky, literal(0)),
    }
    const output = run([project({ guarded, behindNull, decided })], batchOf(['a', 'b']))
    expect([0, 1, 2].map((i) => valuesOf(output, i))).toEqual([
      [-1, 1],
      [null, null],
      [true, true],
    ])
  })

  test('hands user functions the values of rows, and takes them back', () => {
    const fn = (n: number | null, at: Date) => (n === null ? null : `${n} at ${at.toISOString()}`)
    const udf: Expression = {
      kind: 'udf',
      name: 'describe',
      fn,
      args: [col('n'), col('at')],
      dataType: stringType,
      deterministic: true,
    }
    expect(valuesOf(run([project({ text: udf })], batchOf(['a', 'b'])), 0)).toEqual([
      '0 at 1970-01-01T00:00:00.000Z',
      '1 at 1970-01-01T00:00:00.001Z',
    ])
  })

  test('names a user function that fails or gives a wrong value', () => {
    const udf = (fn: () => unknown): Expression => ({
      kind: 'udf',
      name: 'broken',
      fn,
      args: [],
      dataType: intType,
      deterministic: true,
    })
    const failed = expect.objectContaining({
      condition: 'FAILED_EXECUTE_UDF',
      message: expect.stringContaining('broken'),
    })
    for (const fn of [
      () => 'text',
      () => Number.NaN,
      () => {
        throw new RangeError('no')
      },
    ]) {
      expect(() => run([project({ n: udf(fn) })], batchOf(['a']))).toThrow(failed)
    }
  })

  test('says what its output is: names, types, nullability and what is known of event times', () => {
    const stage = compileStage(
      {
        input: schema,
        steps: [project({ when: col('at'), next: call('+', col('n'), literal(1)), known: call('isnull', col('s')) })],
      },
      { conf, mode },
    )
    expect(stage.output.fields).toEqual([
      { name: 'when', dataType: timestampType, nullable: false, metadata: { watermarkDelayMs: 10 } },
      { name: 'next', dataType: intType, nullable: true },
      { name: 'known', dataType: { kind: 'boolean' }, nullable: false },
    ])
  })
})

test('a null test leaves the text of a column alone', () => {
  const code = stageCode({ input: schema, steps: [filter(call('isnotnull', col('s')))] }, conf)
  expect(code).not.toContain('c1(i)')
  expect(code).toContain('m1[i] === 1')
})

test('a connector that gives nulls or vectors which its schema rules out is found out', () => {
  const stage = compileStage(
    { input: schema, steps: [project({ at: call('<=>', col('at'), col('at')) })] },
    { conf, mode: 'compiled' },
  )
  const batch = batchOf(['a'])
  const withLast = (last: ColumnVector) => columnBatch(1, [...batch.columns.slice(0, 2), last])
  const bug = expect.objectContaining({ condition: 'INTERNAL_ERROR' })
  expect(() =>
    stage.run(withLast({ kind: 'float64', values: new Float64Array(1), nulls: Uint8Array.of(1) }), context),
  ).toThrow(bug)
  expect(() => stage.run(withLast({ kind: 'int32', values: new Int32Array(1), nulls: null }), context)).toThrow(bug)
})

test('the same deterministic part is computed once per row, across filters and projections', () => {
  let calls = 0
  const counted = (deterministic: boolean): Expression => ({
    kind: 'udf',
    name: 'counted',
    fn: (n: number) => n + ++calls * 0,
    args: [col('n')],
    dataType: intType,
    deterministic,
  })
  const steps = (e: Expression) => [
    filter(call('>=', e, literal(0))),
    project({ a: call('+', e, literal(1)), b: call('*', e, e) }),
  ]
  const run = (e: Expression) => {
    calls = 0
    const stage = compileStage({ input: schema, steps: steps(e) }, { conf, mode: 'compiled' })
    expect(valuesOf(stage.run(batchOf(['a', 'b']), context), 1)).toEqual([0, 1])
    return calls
  }
  expect(run(counted(true))).toBe(2)
  expect(run(counted(false))).toBe(8)
})

test('what was computed in a branch only is computed again outside of it', () => {
  const risky = call('%', literal(7), col('n'))
  const guarded = call('if', call('=', col('n'), literal(0)), literal(-1), risky)
  const stage = compileStage(
    {
      input: schema,
      steps: [project({ guarded, again: call('if', call('>', col('n'), literal(0)), risky, literal(0)) })],
    },
    { conf, mode: 'compiled' },
  )
  const output = stage.run(batchOf(['a', 'b', 'c']), context)
  expect([valuesOf(output, 0), valuesOf(output, 1)]).toEqual([
    [-1, 0, 1],
    [0, 0, 1],
  ])
})

test('batches with and without nulls, with texts as bytes and as strings, go through one stage', () => {
  const stage = compileStage(
    { input: schema, steps: [filter(call('>', col('n'), literal(0))), project({ s: call('upper', col('s')) })] },
    { conf, mode: 'compiled' },
  )
  const bytes = (texts: readonly (string | null)[]) => batchOf(texts)
  const strings = (texts: readonly (string | null)[]) => {
    const { columns, length } = batchOf(texts)
    const nulls = texts.includes(null) ? Uint8Array.from(texts, (t) => (t === null ? 1 : 0)) : null
    return columnBatch(length, [
      columns[0] as ColumnVector,
      { kind: 'string', values: [...texts], nulls },
      columns[2] as ColumnVector,
    ])
  }
  for (const make of [bytes, strings, bytes]) {
    expect(valuesOf(stage.run(make(['a', 'b', 'c']), context), 0)).toEqual(['B', 'C'])
    expect(valuesOf(stage.run(make(['a', null, 'c']), context), 0)).toEqual([null, 'C'])
  }
})
