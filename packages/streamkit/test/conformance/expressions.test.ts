import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import {
  different,
  expectedOf,
  isQuery,
  key,
  missing,
  notYet,
  readExpressions,
  run,
  runQuery,
  runText,
} from './expression-corpus.ts'

const documents = readExpressions(fileURLToPath(new URL('../spark-corpus', import.meta.url)))
const readable = documents.filter((d) => missing(d).length === 0)
/** Those that Spark itself cannot read have no tree, but a text. */
const runnable = readable.filter((d) => d.ast !== undefined && !isQuery(d))
const queries = readable.filter(isQuery)

describe.each(['compiled', 'interpreted'] as const)('%s expressions give what Spark recorded', (mode) => {
  test.each(runnable.filter((d) => !(key(d) in different)).map((d) => [key(d), d] as const))('%s', (_, d) => {
    const alone = d.cases.flatMap((c) => run(d, mode, [c]))
    expect(alone).toEqual(d.cases.map((c) => expectedOf(d, c)))
    const good = d.cases.filter((c) => c.error === undefined)
    expect(run(d, mode, good)).toEqual(good.map((c) => expectedOf(d, c)))
  })
})

describe.each(['compiled', 'interpreted'] as const)('%s texts in SQL give what Spark recorded', (mode) => {
  test.each(readable.filter((d) => !isQuery(d) && !(key(d) in different)).map((d) => [key(d), d] as const))(
    '%s',
    (_, d) => {
      const alone = d.cases.flatMap((c) => runText(d, mode, [c]))
      expect(alone).toEqual(d.cases.map((c) => expectedOf(d, c)))
    },
  )
})

describe.each([true, false])('queries, with generated code %s, give what Spark recorded', (wholeStageCodegen) => {
  test.each(queries.map((d) => [key(d), d] as const))('%s', async (_, d) => {
    expect(await runQuery(d, wholeStageCodegen)).toEqual(d.cases.map((c) => expectedOf(d, c)))
  })
})

describe('the lists beside the corpus', () => {
  test('name exactly the functions that are missing, and may only shrink', () => {
    const names = [...new Set(documents.flatMap(missing))].sort()
    const skipped = documents.length - readable.length
    console.log(`not yet: ${skipped} of ${documents.length} documents, for want of ${names.length} functions`)
    expect(names).toEqual(notYet)
  })

  test('differences are still differences, and are of documents that exist', () => {
    const keys = new Set(runnable.map(key))
    expect(Object.keys(different).filter((k) => !keys.has(k))).toEqual([])
    for (const d of runnable.filter((r) => key(r) in different)) {
      const outcome = d.cases.flatMap((c) => run(d, 'interpreted', [c]))
      expect(outcome, key(d)).not.toEqual(d.cases.map((c) => expectedOf(d, c)))
    }
  })
})
