import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readDocuments, runDocument, sameDocument } from './run-document.ts'

const corpus = fileURLToPath(new URL('../spark-corpus/', import.meta.url))
const different = JSON.parse(readFileSync(new URL('documents-different.json', import.meta.url), 'utf8')) as Readonly<
  Record<'json' | 'text', Readonly<Record<string, string>>>
>

describe.each(['json', 'text'] as const)('format %s', (area) => {
  const documents = readDocuments(corpus, area)
  test.each(documents.map((document) => [document.name, document] as const))(
    '%s reads as in Spark',
    async (name, document) => {
      for (const pieceBytes of [1 << 20, 7, 1]) {
        const actual = await runDocument(document, pieceBytes)
        if (different[area][name] !== undefined) expect(sameDocument(actual, document.expected)).toBe(false)
        else if (document.expected.error === undefined) expect(actual).toEqual(document.expected)
        else expect(sameDocument(actual, document.expected), JSON.stringify(actual)).toBe(true)
      }
    },
  )

  test('every difference is one of a document', () => {
    const names = new Set(documents.map(({ name }) => name))
    expect(Object.keys(different[area]).filter((name) => !names.has(name))).toEqual([])
  })
})
