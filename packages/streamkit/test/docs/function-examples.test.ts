import { afterAll, describe, expect, test } from 'vitest'
import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import type { Column } from '../../src/api/column.ts'
import { columnBatch } from '../../src/columnar/column-batch.ts'
import type { ColumnVector } from '../../src/columnar/column-vector.ts'
import { toExternal } from '../../src/columnar/to-external.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { dataTypeOf } from '../../src/expressions/expression-type.ts'
import * as api from '../../src/index.ts'
import { compileStage } from '../../src/physical/codegen/compile.ts'
import { structType } from '../../src/types/data-type.ts'
import { functionDocs } from './function-docs.ts'
import { SampleFolder } from './sample-folder.ts'

// The example of every function of values is compiled, and run both ways; its value is what the comment behind it says.

const docs = functionDocs()
/** What these functions make is no value of a row: their examples are in the guide, which is compiled and run too. */
const overRows = new Set([
  'aggregate',
  'generators',
  'grouping',
  'random',
  'ranking',
  'monotonic-id',
  'udf',
  'udaf',
  'window',
  'sort',
])
const overValues = docs.filter(({ file }) => !overRows.has(file))
const examples = overValues.flatMap(({ name, examples: all }) => all.map((example) => ({ name, ...example })))
const conf = { timeZone: 'UTC', ansi: true }
const context = { batchTimestampMicros: 1_704_164_645_000_000, seed: 42 }
const evaluated = (code: string): unknown =>
  new Function(...Object.keys(api), `return (${code})`)(...Object.values(api))

function computed(column: Column<unknown>, mode: 'compiled' | 'interpreted'): unknown {
  const schema = structType([])
  const expression = resolveExpression(column.expression, { schema, conf })
  const steps = [{ kind: 'project', columns: [{ name: 'value', expression }] } as const]
  const output = compileStage({ input: schema, steps }, { conf, mode }).run(columnBatch(1, []), context)
  return toExternal(dataTypeOf(expression))(valueAt(output.columns[0] as ColumnVector, 0))
}

let folder: SampleFolder | null = null
afterAll(() => folder?.remove())

test('every function of values has an example with its value', () => {
  expect(overValues.filter(({ examples: all }) => all.length === 0).map(({ name }) => name)).toEqual([])
  expect(overValues.length).toBeGreaterThan(180)
})

test('the examples compile', async () => {
  folder = await SampleFolder.create()
  const used = Object.keys(api).filter((name) => examples.some(({ code }) => new RegExp(`\\b${name}\\b`).test(code)))
  const lines = examples.map(({ code }, i) => `export const example${i} = ${code}`)
  const text = [`import { ${used.join(', ')} } from '@streamkit/core'`, ...lines].join('\n')
  expect(await folder.compile([{ name: 'examples', text, isRun: false, output: null }])).toBe('')
})

describe.each(['compiled', 'interpreted'] as const)('%s', (mode) => {
  test.each(examples)('$code is $expected', ({ code, expected }) => {
    expect(computed(evaluated(code) as Column<unknown>, mode)).toEqual(evaluated(expected))
  })
})
