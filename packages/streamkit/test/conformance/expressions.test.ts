import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { lookupAggregate } from '../../src/expressions/aggregate-registry.ts'
import type { Expression, ExpressionConf } from '../../src/expressions/expression.ts'
import { isFunction } from '../../src/expressions/function-registry.ts'
import { isGenerator } from '../../src/expressions/generators.ts'
import { createSession } from '../../src/index.ts'
import { parseExpression } from '../../src/sql/expression-parser.ts'
import { type DataType, simpleString, structType } from '../../src/types/data-type.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { type Ast, calledNames, toExpression } from './corpus-expression.ts'
import { fromCorpus, toCorpus } from './corpus-value.ts'
import { evaluateRows, type Outcome } from './run-expression.ts'

interface CorpusCase {
  readonly in?: readonly unknown[]
  readonly value?: unknown
  readonly error?: { readonly condition: string; readonly chain?: readonly string[] }
}
interface CorpusDocument {
  readonly expr: string
  readonly area: string
  readonly schema?: string
  readonly conf?: Readonly<Record<string, string>>
  readonly ast?: Ast
  readonly type?: string
  readonly cases: readonly CorpusCase[]
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const documents: readonly CorpusDocument[] = read('../spark-corpus/expressions.json')
/** Functions of the corpus that do not exist here yet. May only shrink. */
const notYet: readonly string[] = read('./expressions-not-yet.json')
/** Expressions whose outcome differs on purpose, with the reason. */
const different: Readonly<Record<string, string>> = read('./expressions-different.json')

const missing = (d: CorpusDocument) =>
  d.ast === undefined
    ? []
    : calledNames(d.ast).filter((name) => !isFunction(name) && !isRefused(d, name) && !isOfRows(name))

/** What makes one row of several, or several of one, is no expression over a row: it runs as a query. */
const isOfRows = (name: string) => lookupAggregate(name) !== undefined || isGenerator({ kind: 'call', name, args: [] })
const isQuery = (d: CorpusDocument) =>
  d.ast !== undefined && calledNames(d.ast).some((name) => !isFunction(name) && isOfRows(name))

/** Spark does not know the function either. */
function isRefused(d: CorpusDocument, name: string): boolean {
  return d.cases[0]?.error?.condition === 'UNRESOLVED_ROUTINE' && name === 'truncate'
}

const readable = documents.filter((d) => missing(d).length === 0)
/** Those that Spark itself cannot read have no tree, but a text. */
const runnable = readable.filter((d) => d.ast !== undefined && !isQuery(d))
const queries = readable.filter(isQuery)
const key = (d: CorpusDocument) => [d.expr, d.schema ?? '', ...Object.values(d.conf ?? {})].join(' | ')

function confOf(d: CorpusDocument): ExpressionConf {
  return {
    timeZone: d.conf?.['spark.sql.session.timeZone'] ?? 'UTC',
    ansi: d.conf?.['spark.sql.ansi.enabled'] !== 'false',
  }
}

function expectedOf(d: CorpusDocument, c: CorpusCase): unknown {
  return c.error === undefined ? { value: c.value, type: d.type } : { error: c.error.condition }
}

function seen(outcome: Outcome): unknown {
  if ('error' in outcome) return outcome
  return { value: toCorpus(outcome.value, outcome.type), type: simpleString(outcome.type) }
}

/** The tree of `timestampadd(UNIT, n, t)` lacks the unit, which is no expression of Spark's. */
function withUnit({ ast, expr }: CorpusDocument): Ast {
  const [, unit] = /^timestampadd\((\w+)/i.exec(expr) ?? []
  if (unit === undefined || ast === undefined || !('op' in ast)) return ast as Ast
  return { ...ast, args: [{ lit: unit, type: 'string' }, ...ast.args] }
}

type Mode = 'compiled' | 'interpreted'

interface ExpressionRun {
  readonly mode: Mode
  readonly cases: readonly CorpusCase[]
  readonly expression: Expression
}

function runExpression(d: CorpusDocument, { mode, cases, expression }: ExpressionRun): readonly unknown[] {
  const schema = d.schema === undefined ? structType([]) : parseDdl(d.schema)
  const rows = cases.map((c) => schema.fields.map((f, i) => fromCorpus(c.in?.[i] ?? null, f.dataType)))
  return evaluateRows(expression, rows, { schema, conf: confOf(d), mode }).map(seen)
}

function run(d: CorpusDocument, mode: Mode, cases: readonly CorpusCase[]): readonly unknown[] {
  return runExpression(d, { mode, cases, expression: toExpression(withUnit(d)) })
}

/** The same from the text that was recorded. */
function runText(d: CorpusDocument, mode: Mode, cases: readonly CorpusCase[]): readonly unknown[] {
  try {
    return runExpression(d, { mode, cases, expression: parseExpression(d.expr) })
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return cases.map(() => ({ error: error.condition }))
  }
}

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
    const session = createSession({ wholeStageCodegen })
    const frame = session.createDataFrame(
      d.cases.map((c) =>
        Object.fromEntries(c.in?.map((value, i) => [String.fromCharCode(97 + i), value]) ?? []),
      ) as never,
      parseDdl(d.schema ?? 'dummy INT'),
    )
    const result = frame.selectExpr(`${d.expr} AS value`)
    const type = simpleString(result.schema.fields[0]?.dataType as DataType)
    const seenRows = (await result.collect()).map((row) => ({ ...(row as object), type }))
    expect(seenRows).toEqual(d.cases.map((c) => expectedOf(d, c)))
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
