import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { differencesIn, keyOf, missingIn, type RecordedValues } from './recorded-values.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const documents: readonly RecordedValues[] = read('../spark-corpus/values.json')
/** Documents that differ on purpose, with the reason. */
const different: Readonly<Record<string, string>> = read('./values-different.json')

describe('values are those that Spark recorded, compiled and interpreted', () => {
  const areas = [...new Set(documents.map((d) => d.area))].sort()
  test.each(areas)('%s', (area) => {
    const found = documents
      .filter((d) => d.area === area && !(keyOf(d) in different))
      .flatMap((d) => differencesIn(d).map((difference) => ({ expr: d.expr, ...difference })))
    expect(found).toEqual([])
  })

  test('nothing is skipped for want of a function', () => {
    expect(documents.filter((d) => missingIn(d)?.length !== 0).map(keyOf)).toEqual([])
  })

  test('differences are still differences, of documents that exist, and fewer than one in a hundred values', () => {
    const listed = documents.filter((d) => keyOf(d) in different)
    expect(listed.map(keyOf).sort()).toEqual(Object.keys(different).sort())
    for (const d of listed) expect(differencesIn(d), keyOf(d)).not.toEqual([])
    const values = (of: readonly RecordedValues[]) => of.reduce((sum, d) => sum + d.cases.length, 0)
    expect(values(listed) / values(documents)).toBeLessThan(0.01)
  })
})
