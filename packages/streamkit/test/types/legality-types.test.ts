import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

// The types are compared with Spark by the text of their tests: `shape(name, frame).toEqualTypeOf<modes>()` and `refused(name, frame)`, which the project `types` compiles.

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const matrix: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  read('../spark-corpus/legality-matrix.json'),
)
const text = read('./legality.test-d.ts') + read('./legality-joins.test-d.ts')
const modes = ['append', 'update', 'complete']

/** What compiles: the modes, by shape. */
const compiled = new Map<string, readonly string[]>([
  ...[...text.matchAll(/@ts-expect-error [^\n]*\n\s*refused\(\s*'([^']+)'/g)].map(
    ([, name = '']) => [name, []] as const,
  ),
  ...[...text.matchAll(/shape\(\s*'([^']+)',.*?\.toEqualTypeOf<([^>]*)>/gs)].map(
    ([, name = '', allowed = '']) => [name, modes.filter((mode) => allowed.includes(`'${mode}'`))] as const,
  ),
])

/** There is no method for it. */
const cannotBeWritten = [
  'in-subquery static',
  'scalar subquery static',
  'scalar subquery over stream',
  'row_number over',
  'lag over ts',
]

/** Spark's `start()` says yes, we say no: when it compiles, and when it runs. */
const refusedOnPurpose: Readonly<Record<string, string>> = {
  'except stream/static': 'a left_anti join with the bounded frame says it',
  'subtract static right': 'a left_anti join with the bounded frame says it',
  'ss cross': 'Spark fails when the first batch is planned',
  'two withWatermark on one stream': 'one event time a stream: late rows would be judged by two',
}

/** Only `start()` says no. */
const conditionUnseen = 'a condition is no part of a type'
const columnUnseen = 'what a column is made of is no part of its type'
const refusedAtStart: Readonly<Record<string, string>> = {
  'count distinct': columnUnseen,
  monotonically_increasing_id: columnUnseen,
  ...Object.fromEntries(
    ['left', 'right', 'full', 'leftsemi', 'leftanti'].map((how) => [
      `join ss ${how} wm both, no range`,
      conditionUnseen,
    ]),
  ),
  'join ss left wm left only + range': conditionUnseen,
  'join ss leftsemi wm left only + range': conditionUnseen,
  'join ss leftanti wm left only + range': conditionUnseen,
  'join ss right wm right only + range': conditionUnseen,
}

/** What Spark refuses and we can do. */
const beyondSpark = ['wm both + range', 'wm both, ts in key', 'wm right only + range'].map(
  (watermarks) => `join ss leftanti ${watermarks}`,
)

describe('the output modes that compile', () => {
  const names = Object.keys(matrix).filter((name) => !cannotBeWritten.includes(name))

  test('are tested for every shape of the matrix', () => {
    expect([...compiled.keys()].sort()).toEqual(names.sort())
  })

  test.each(names)('are those that Spark has: %s', (name) => {
    const legal = modes.filter((mode) => matrix[name]?.[mode] === 'ok')
    const allowed = compiled.get(name) ?? []
    const onlyInSpark = legal.filter((mode) => !allowed.includes(mode))
    const onlyInTypes = allowed.filter((mode) => !legal.includes(mode))
    expect({ onlyInSpark: onlyInSpark.length > 0, onlyInTypes: onlyInTypes.length > 0 }).toEqual({
      onlyInSpark: name in refusedOnPurpose,
      onlyInTypes: name in refusedAtStart || beyondSpark.includes(name),
    })
  })
})
