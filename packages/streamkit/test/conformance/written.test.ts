import { describe, expect, test } from 'vitest'
import { otherRefusals, readWritten, runWritten } from './run-written.ts'

const cases = readWritten(new URL('../spark-corpus/', import.meta.url))

describe.each([
  { utf8: false, chunkRows: 100 },
  { utf8: true, chunkRows: 2 },
])('from chunks of $chunkRows rows, text as bytes: $utf8', (way) => {
  test.each(cases.map((written) => [written.name, written] as const))('%s is written as Spark writes it', (name, written) => {
    const other = otherRefusals[name]
    expect(runWritten(written, way)).toEqual(other === undefined ? written.expected : { error: other })
  })
})
