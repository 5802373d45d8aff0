import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { AnyFrame } from './legality-shapes.ts'
import { differentVerdicts, judge, modes, readMatrix, unwritable } from './verdicts.ts'

const matrix = readMatrix(fileURLToPath(new URL('../../spark-corpus', import.meta.url)))
const asked = judge()
afterAll(() => asked[Symbol.asyncDispose]())

describe('start() says what Spark says', () => {
  const cases = Object.entries(matrix).flatMap(([name, verdicts]) =>
    Object.hasOwn(unwritable, name)
      ? []
      : modes.map((mode) => [name, mode, differentVerdicts[name]?.[mode] ?? verdicts[mode]] as const),
  )
  test.each(cases)('%s, %s: %s', async (name, mode, expected) => {
    expect(await asked.verdict(asked.shapes[name] as () => AnyFrame, mode)).toBe(expected)
  })
})

test('the lists name shapes of the matrix, and fewer than 2 in a hundred cannot be written', () => {
  const names = new Set(Object.keys(matrix))
  const listed = [...Object.keys(differentVerdicts), ...Object.keys(unwritable), ...Object.keys(asked.shapes)]
  expect(listed.filter((n) => !names.has(n))).toEqual([])
  expect(Object.keys(unwritable).length).toBeLessThan(names.size * 0.02)
})
