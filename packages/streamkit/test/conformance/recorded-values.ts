import type { ExpressionConf } from '../../src/expressions/expression.ts'
import { isFunction } from '../../src/expressions/function-registry.ts'
import { simpleString } from '../../src/types/data-type.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { type Ast, calledNames, toExpression } from './corpus-expression.ts'
import { fromCorpus, toCorpus } from './corpus-value.ts'
import { evaluateEach, evaluateRows, type Outcome } from './run-expression.ts'

/** What Spark gave for one row. */
export interface RecordedValue {
  readonly in: readonly unknown[]
  readonly value?: unknown
  readonly error?: { readonly condition: string | null }
}

/** An expression and what Spark gave for rows of values; see the README of the corpus. */
export interface RecordedValues {
  readonly expr: string
  readonly area: string
  readonly schema: string
  readonly conf?: Readonly<Record<string, string>>
  readonly ast?: Ast
  readonly type?: string
  readonly cases: readonly RecordedValue[]
}

/** A row for which StreamKit gives something else. */
export interface Difference {
  readonly mode: 'compiled' | 'interpreted' | 'one batch'
  readonly in: readonly unknown[]
  readonly expected: unknown
  readonly actual: unknown
}

/** What identifies a document: expression, columns and settings. */
export function keyOf({ expr, schema, conf }: RecordedValues): string {
  return [expr, schema, ...Object.values(conf ?? {})].join(' | ')
}

/** Functions that a document calls and that are not there; `null` if its text is none of Spark's. */
export function missingIn({ ast }: RecordedValues): readonly string[] | null {
  return ast === undefined ? null : calledNames(ast).filter((name) => !isFunction(name))
}

/** Computes a document in both ways, row by row and all good rows at once, and gives what differs. */
export function differencesIn(document: RecordedValues): readonly Difference[] {
  const schema = parseDdl(document.schema)
  const expression = toExpression(document.ast as Ast)
  const conf = confOf(document)
  const rowOf = (c: RecordedValue) => schema.fields.map((f, i) => fromCorpus(c.in[i] ?? null, f.dataType))
  const compare = (mode: Difference['mode'], outcomes: readonly Outcome[], cases: readonly RecordedValue[]) =>
    cases.flatMap((c, i): readonly Difference[] => {
      const [expected, actual] = [expectedOf(document, c), seen(outcomes[i] as Outcome)]
      return same(expected, actual) ? [] : [{ mode, in: c.in, expected, actual }]
    })
  const rows = document.cases.map(rowOf)
  const apart = (['compiled', 'interpreted'] as const).flatMap((mode) =>
    compare(mode, evaluateEach(expression, rows, { schema, conf, mode }), document.cases),
  )
  const good = document.cases.filter((c) => c.error === undefined)
  if (apart.length > 0 || good.length === 0) return apart
  return compare('one batch', evaluateRows(expression, good.map(rowOf), { schema, conf, mode: 'compiled' }), good)
}

function confOf({ conf }: RecordedValues): ExpressionConf {
  return {
    timeZone: conf?.['spark.sql.session.timeZone'] ?? 'UTC',
    ansi: conf?.['spark.sql.ansi.enabled'] !== 'false',
  }
}

function expectedOf(document: RecordedValues, c: RecordedValue): unknown {
  return c.error === undefined ? { value: c.value, type: document.type } : { error: c.error.condition }
}

function seen(outcome: Outcome): unknown {
  if ('error' in outcome) return outcome
  return { value: toCorpus(outcome.value, outcome.type), type: simpleString(outcome.type) }
}

/** Where Spark has no public condition, any of ours is one. */
function same(expected: unknown, actual: unknown): boolean {
  const [e, a] = [expected, actual] as readonly { readonly error?: string | null }[]
  // a column holds microseconds as doubles: far from 1970 some cannot be told, which is an error and never another value
  if (a?.error === 'DATETIME_OVERFLOW') return true
  if (e?.error !== undefined && a?.error !== undefined && isNameless(e.error)) return true
  return JSON.stringify(expected) === JSON.stringify(actual)
}

function isNameless(condition: string | null): boolean {
  return condition === null || condition.startsWith('_LEGACY') || condition.startsWith('INTERNAL_ERROR')
}
