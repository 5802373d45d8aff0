import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { CsvDocument } from '../csv/run-document.ts'
import { expectedCsv, isExpectedCsv, otherErrors, otherRows, outcomeOfCsv } from './csv-differences.ts'

const documents = JSON.parse(
  readFileSync(new URL('../spark-corpus/csv.json', import.meta.url), 'utf8'),
) as readonly CsvDocument[]

/** What csv-parse is never asked for: with these options the byte scanner reads, whatever the quote is. */
const scannerOnly: ReadonlySet<string> = new Set(['unescaped-raise-error'])

const roads = ['scanner', 'csv-parse'] as const

describe.each(roads)('the %s road', (road) => {
  const covered = documents.filter((document) => road === 'scanner' || !scannerOnly.has(document.name))
  test.each(covered.map((document) => [document.name, document] as const))(
    '%s reads as in Spark',
    async (_, document) => {
      for (const pieceBytes of [1024, 7, 1]) {
        const actual = await outcomeOfCsv(document, pieceBytes, road)
        if (document.expected.error === undefined) expect(actual).toEqual(expectedCsv(document))
        else expect(isExpectedCsv(actual, document), JSON.stringify(actual)).toBe(true)
      }
    },
  )
})

test('every document of the corpus is accounted for', () => {
  const names = new Set(documents.map((document) => document.name))
  expect(
    [...scannerOnly, ...Object.keys(otherErrors), ...Object.keys(otherRows)].filter((name) => !names.has(name)),
  ).toEqual([])
  expect(documents.length).toBe(86)
})
