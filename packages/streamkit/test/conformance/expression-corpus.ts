import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** A row of an expression, and what Spark makes of it. */
export interface ExpressionCase {
  readonly in?: readonly unknown[]
  readonly value?: unknown
  readonly error?: { readonly condition: string; readonly chain?: readonly string[] }
}
/** An expression of expressions.json. */
export interface ExpressionDocument {
  readonly expr: string
  readonly area: string
  readonly schema?: string
  readonly conf?: Readonly<Record<string, string>>
  readonly ast?: Ast
  readonly type?: string
  readonly cases: readonly ExpressionCase[]
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
/** The expressions of a folder; none if it has no such file. */
export function readExpressions(folder: string): readonly ExpressionDocument[] {
  const path = join(folder, 'expressions.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly ExpressionDocument[]) : []
}

/** Functions of the corpus that do not exist here yet. May only shrink. */
export const notYet: readonly string[] = read('./expressions-not-yet.json')
/** Expressions whose outcome differs on purpose, with the reason. */
export const different: Readonly<Record<string, string>> = read('./expressions-different.json')

/** Functions that an expression needs and that are not there. */
export const missing = (d: ExpressionDocument): readonly string[] =>
  d.ast === undefined
    ? []
    : calledNames(d.ast).filter((name) => !isFunction(name) && !isRefused(d, name) && !isOfRows(name))

/** What makes one row of several, or several of one, is no expression over a row: it runs as a query. */
const isOfRows = (name: string): boolean =>
  lookupAggregate(name) !== undefined || isGenerator({ kind: 'call', name, args: [] })
export const isQuery = (d: ExpressionDocument): boolean =>
  d.ast !== undefined && calledNames(d.ast).some((name) => !isFunction(name) && isOfRows(name))

/** Spark does not know the function either. */
function isRefused(d: ExpressionDocument, name: string): boolean {
  return d.cases[0]?.error?.condition === 'UNRESOLVED_ROUTINE' && name === 'truncate'
}

/** What the lists call an expression. */
export const key = (d: ExpressionDocument): string =>
  [d.expr, d.schema ?? '', ...Object.values(d.conf ?? {})].join(' | ')

function confOf(d: ExpressionDocument): ExpressionConf {
  return {
    timeZone: d.conf?.['spark.sql.session.timeZone'] ?? 'UTC',
    ansi: d.conf?.['spark.sql.ansi.enabled'] !== 'false',
  }
}

export function expectedOf(d: ExpressionDocument, c: ExpressionCase): unknown {
  return c.error === undefined ? { value: c.value, type: d.type } : { error: c.error.condition }
}

function seen(outcome: Outcome): unknown {
  if ('error' in outcome) return outcome
  return { value: toCorpus(outcome.value, outcome.type), type: simpleString(outcome.type) }
}

/** The tree of `timestampadd(UNIT, n, t)` lacks the unit, which is no expression of Spark's. */
function withUnit({ ast, expr }: ExpressionDocument): Ast {
  const [, unit] = /^timestampadd\((\w+)/i.exec(expr) ?? []
  if (unit === undefined || ast === undefined || !('op' in ast)) return ast as Ast
  return { ...ast, args: [{ lit: unit, type: 'string' }, ...ast.args] }
}

export type Mode = 'compiled' | 'interpreted'

interface ExpressionRun {
  readonly mode: Mode
  readonly cases: readonly ExpressionCase[]
  readonly expression: Expression
}

function runExpression(d: ExpressionDocument, { mode, cases, expression }: ExpressionRun): readonly unknown[] {
  const schema = d.schema === undefined ? structType([]) : parseDdl(d.schema)
  const rows = cases.map((c) => schema.fields.map((f, i) => fromCorpus(c.in?.[i] ?? null, f.dataType)))
  return evaluateRows(expression, rows, { schema, conf: confOf(d), mode }).map(seen)
}

/** What comes out of the recorded tree. */
export function run(d: ExpressionDocument, mode: Mode, cases: readonly ExpressionCase[]): readonly unknown[] {
  return runExpression(d, { mode, cases, expression: toExpression(withUnit(d)) })
}

/** The same from the text that was recorded. */
export function runText(d: ExpressionDocument, mode: Mode, cases: readonly ExpressionCase[]): readonly unknown[] {
  try {
    return runExpression(d, { mode, cases, expression: parseExpression(d.expr) })
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return cases.map(() => ({ error: error.condition }))
  }
}

/** What comes out of a query over all rows. */
export async function runQuery(d: ExpressionDocument, wholeStageCodegen: boolean): Promise<readonly unknown[]> {
  const session = createSession({ wholeStageCodegen })
  const rows = d.cases.map((c) =>
    Object.fromEntries(c.in?.map((value, i) => [String.fromCharCode(97 + i), value]) ?? []),
  )
  const frame = session.createDataFrame(rows as never, parseDdl(d.schema ?? 'dummy INT'))
  const result = frame.selectExpr(`${d.expr} AS value`)
  const type = simpleString(result.schema.fields[0]?.dataType as DataType)
  return (await result.collect()).map((row) => ({ ...(row as object), type }))
}
