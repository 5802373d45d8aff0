import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readWritten, runWritten } from './run-written.ts'

const cases = readWritten(fileURLToPath(new URL('../spark-corpus/', import.meta.url)))
const { written: different } = JSON.parse(
  readFileSync(new URL('documents-different.json', import.meta.url), 'utf8'),
) as { readonly written: Readonly<Record<string, string>> }

describe.each([
  { utf8: false, chunkRows: 100 },
  { utf8: true, chunkRows: 2 },
])('from chunks of $chunkRows rows, text as bytes: $utf8', (way) => {
  test.each(cases.map((written) => [written.name, written] as const))(
    '%s is written as Spark writes it',
    (name, written) => {
      const actual = runWritten(written, way)
      if (different[name] === undefined) expect(actual).toEqual(written.expected)
      else expect(actual).not.toEqual(written.expected)
    },
  )
})
