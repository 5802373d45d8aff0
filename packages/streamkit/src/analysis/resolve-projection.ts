import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, NamedExpression } from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import type { ResolvedPlan, ResolvedProject } from '../plan/resolved-plan.ts'
import { type StructField, type StructType, sqlType } from '../types/data-type.ts'
import { aggregateIn } from './aggregate-calls.ts'
import { allColumns, fold, type PlanScope, project, resolve, unaliased } from './plan-columns.ts'
import { type FoundGenerator, findGenerator, resolveGenerate } from './resolve-generate.ts'
import { extractSubqueries, hasSubquery, semiJoined } from './resolve-subquery.ts'
import { extractTimeWindows } from './resolve-time-window.ts'
import { extractWindows, hasWindow } from './resolve-window.ts'

import { sparkName } from './spark-name.ts'
import { isStar, starColumns } from './star-columns.ts'

export {
  allColumns,
  columnReference,
  fold,
  type PlanScope,
  project,
  resolve,
  scopeOf,
  unaliased,
} from './plan-columns.ts'

/** Exactly these columns; `*` stands for all. A time window makes a row of each window that the row is in. */
export function resolveProject(expressions: readonly Expression[], scope: PlanScope): ResolvedProject {
  const valued = extractSubqueries(expressions, scope)
  const timed = extractTimeWindows(valued.expressions, valued.scope)
  const windowed = extractWindows(timed.expressions, timed.scope)
  const found = findGenerator(windowed.expressions)
  const generated = found === null ? null : generate(found, windowed.scope)
  const columns = windowed.expressions.flatMap((e, i) => {
    if (generated !== null && i === found?.index) return generated.columns
    return isStar(e) ? starColumns(e, scope) : [named(e, windowed.scope)]
  })
  return project(generated?.plan ?? windowed.scope.child, columns)
}

/** Columns of the child keep their positions under a generator. */
function generate(found: FoundGenerator, scope: PlanScope): ReturnType<typeof resolveGenerate> {
  return resolveGenerate(
    found,
    scope.child,
    found.call.args.map((arg) => unaliased(resolve(arg, scope))),
  )
}

/** New columns at the end, replaced ones in place. All are computed from the columns before the call. */
export function resolveWithColumns(
  added: readonly { readonly name: string; readonly expression: Expression }[],
  scope: PlanScope,
): ResolvedProject {
  refuseTwice(added.map((column) => column.name))
  if (added.some(({ expression }) => aggregateIn(expression) !== null)) {
    const expression = `"${scope.child.schema.fields[0]?.name ?? '*'}"`
    throw new AnalysisException('MISSING_GROUP_BY', { expression })
  }
  const valued = extractSubqueries(
    added.map(({ name, expression }): Expression => ({ kind: 'alias', child: expression, name })),
    scope,
  )
  const timed = extractTimeWindows(valued.expressions, valued.scope)
  const windowed = extractWindows(timed.expressions, timed.scope)
  const found = findGenerator(windowed.expressions)
  const generated = found === null ? null : generate(found, windowed.scope)
  const fresh = new Map(
    added.map(({ name }, i) => {
      const expression =
        i === found?.index && generated !== null
          ? (generated.columns[0] as NamedExpression).expression
          : unaliased(resolve(windowed.expressions[i] as Expression, windowed.scope))
      return [fold(name), { name, expression }]
    }),
  )
  const kept = allColumns(scope.child.schema).map((column) => {
    const replacement = fresh.get(fold(column.name))
    fresh.delete(fold(column.name))
    return replacement ?? column
  })
  // A name that stands twice in the child is replaced twice, as in Spark.
  return project(generated?.plan ?? windowed.scope.child, [...kept, ...fresh.values()])
}

export function resolveRenames(
  renames: readonly { readonly from: string; readonly to: string }[],
  scope: PlanScope,
): ResolvedProject {
  const columns = allColumns(scope.child.schema).map((column) => {
    const name = renames.reduce((current, { from, to }) => (fold(current) === fold(from) ? to : current), column.name)
    return { name, expression: column.expression }
  })
  return project(scope.child, columns)
}

export function resolveDrop(names: readonly string[], scope: PlanScope): ResolvedProject {
  const dropped = new Set(names.map(fold))
  return project(
    scope.child,
    allColumns(scope.child.schema).filter((column) => !dropped.has(fold(column.name))),
  )
}

export function resolveFilter(condition: Expression, scope: PlanScope): ResolvedPlan {
  const aggregate = aggregateIn(condition)
  if (aggregate !== null || hasWindow(condition)) {
    throw new AnalysisException('INVALID_WHERE_CONDITION', {
      condition: `"${sqlText(condition)}"`,
      expressionList: sqlText(aggregate ?? condition),
    })
  }
  if (hasSubquery(condition)) return filterBySubqueries(condition, scope)
  const resolved = unaliased(resolve(condition, scope))
  const type = dataTypeOf(resolved)
  if (type.kind !== 'boolean' && type.kind !== 'void') {
    throw new AnalysisException('DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN', {
      sqlExpr: sqlText(resolved),
      filter: sqlText(resolved),
      type: sqlType(type),
    })
  }
  return { kind: 'filter', child: scope.child, condition: resolved, schema: scope.child.schema }
}

/** A frame that a row must be found in is a semi join, which takes no columns; any other makes columns to filter by, which fall away again. */
function filterBySubqueries(condition: Expression, scope: PlanScope): ResolvedPlan {
  const { child, rest } = semiJoined(condition, scope)
  if (rest === null) return child
  const below = { ...scope, child }
  const { expressions, scope: wide } = extractSubqueries([rest], below)
  const filtered = resolveFilter(expressions[0] as Expression, wide)
  if (wide.child === child) return filtered
  const { schema } = scope.child
  return { ...project(filtered, allColumns(filtered.schema).slice(0, schema.fields.length)), schema }
}

/** The schema as users see it: frame aliases are of plans only. */
export function withoutQualifiers(schema: StructType): StructType {
  if (schema.fields.every(({ metadata }) => metadata?.qualifier === undefined)) return schema
  const fields = schema.fields.map(({ metadata, ...field }): StructField => {
    const { qualifier: _, ...rest } = metadata ?? {}
    return Object.keys(rest).length === 0 ? field : { ...field, metadata: rest }
  })
  return { kind: 'struct', fields }
}

function named(expression: Expression, scope: PlanScope): NamedExpression {
  const resolved = resolve(expression, scope)
  return { name: sparkName(expression, scope), expression: unaliased(resolved) }
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(fold(name))) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: name })
    seen.add(fold(name))
  }
}
