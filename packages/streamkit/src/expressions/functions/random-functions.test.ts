import { describe, expect, test } from 'vitest'
import { evaluateRows } from '../../../test/conformance/run-expression.ts'
import { callOf, evaluateCall } from '../../../test/support/evaluate-call.ts'
import { structType } from '../../types/data-type.ts'

const run = (name: string, args: readonly unknown[], mode: 'compiled' | 'interpreted') =>
  evaluateRows(callOf(name, args), [[], [], []], {
    schema: structType([]),
    conf: { timeZone: 'UTC', ansi: true },
    mode,
  }).map((outcome) => ('value' in outcome ? outcome.value : outcome))

describe.each(['compiled', 'interpreted'] as const)('%s', (mode) => {
  test('rand and randn with a seed give the numbers of Spark', () => {
    expect(run('rand', [0], mode)[0]).toBe(0.7604953758285915)
    expect(run('rand', [null], mode)[0]).toBe(0.7604953758285915)
    expect(run('randn', [0], mode)[0]).toBe(1.6034991609278433)
    expect(run('randn', [null], mode)[0]).toBe(1.6034991609278433)
  })

  test('rows differ, and every run of a batch has the same ones', () => {
    for (const name of ['rand', 'randn', 'uuid']) {
      const values = run(name, [], mode)
      expect(new Set(values).size).toBe(3)
      expect(run(name, [], mode)).toEqual(values)
    }
  })
})

test('interpreted and compiled rows are the same', () => {
  for (const name of ['rand', 'randn', 'uuid']) expect(run(name, [], 'compiled')).toEqual(run(name, [], 'interpreted'))
})

test('a uuid is one of version 4', () => {
  for (const value of run('uuid', [], 'compiled'))
    expect(value).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a seed that is no constant is refused', () => {
  const schema = structType([{ name: 'a', dataType: { kind: 'int' }, nullable: true }])
  const outcome = evaluateCall('rand', [{ kind: 'attribute', nameParts: ['a'] }], { schema, row: [1] })
  expect(outcome).toEqual({ error: 'SEED_EXPRESSION_IS_UNFOLDABLE' })
})
