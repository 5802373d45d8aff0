import { AnalysisException } from '../errors/streamkit-error.ts'
import type {
  BoundReference,
  Expression,
  ExpressionConf,
  NamedExpression,
  ResolvedExpression,
} from '../expressions/expression.ts'
import { dataTypeOf, nameOf, nullableOf, sqlText } from '../expressions/expression-type.ts'
import type { ResolvedPlan, ResolvedProject } from '../plan/resolved-plan.ts'
import { type FieldMetadata, type StructField, type StructType, sqlType } from '../types/data-type.ts'
import { aggregateIn } from './aggregate-calls.ts'
import { resolveExpression } from './resolve-expression.ts'
import { type FoundGenerator, findGenerator, resolveGenerate } from './resolve-generate.ts'
import type { Scope } from './scope.ts'

/** What the expressions of a node are resolved against. */
export interface PlanScope {
  readonly child: ResolvedPlan
  readonly conf: ExpressionConf
}

/** Exactly these columns; `*` stands for all. */
export function resolveProject(expressions: readonly Expression[], scope: PlanScope): ResolvedProject {
  const found = findGenerator(expressions)
  const generated = found === null ? null : generate(found, scope)
  const columns = expressions.flatMap((e, i) => {
    if (generated !== null && i === found?.index) return generated.columns
    return isStar(e) ? allColumns(scope.child.schema) : [named(e, scope)]
  })
  return project(generated?.plan ?? scope.child, columns)
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
  const found = findGenerator(added.map((c): Expression => ({ kind: 'alias', child: c.expression, name: c.name })))
  const generated = found === null ? null : generate(found, scope)
  const expressionOf = (expression: Expression, i: number) =>
    i === found?.index ? generated?.columns[0]?.expression : unaliased(resolve(expression, scope))
  const fresh = new Map(
    added.map((c, i) => [
      fold(c.name),
      { name: c.name, expression: expressionOf(c.expression, i) as ResolvedExpression },
    ]),
  )
  const kept = allColumns(scope.child.schema).map((column) => {
    const replacement = fresh.get(fold(column.name))
    fresh.delete(fold(column.name))
    return replacement ?? column
  })
  // A name that stands twice in the child is replaced twice, as in Spark.
  return project(generated?.plan ?? scope.child, [...kept, ...fresh.values()])
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
  if (aggregate !== null) {
    throw new AnalysisException('INVALID_WHERE_CONDITION', {
      condition: `"${sqlText(condition)}"`,
      expressionList: sqlText(aggregate),
    })
  }
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

/** A reference to a column of the child by position. */
export function columnReference(schema: StructType, ordinal: number): BoundReference {
  const field = schema.fields[ordinal] as StructField
  return { kind: 'bound', ordinal, name: field.name, dataType: field.dataType, nullable: field.nullable }
}

/** Every column of a schema, as it is. */
export function allColumns(schema: StructType): readonly NamedExpression[] {
  return schema.fields.map((field, i) => ({ name: field.name, expression: columnReference(schema, i) }))
}

/** A projection with its schema: a column that is passed on keeps what is known of it (its watermark), a computed one does not. */
export function project(child: ResolvedPlan, columns: readonly NamedExpression[]): ResolvedProject {
  const fields = columns.map(({ name, expression }): StructField => {
    const field = { name, dataType: dataTypeOf(expression), nullable: nullableOf(expression) }
    const metadata = passedMetadata(child.schema, name, expression)
    return metadata === undefined ? field : { ...field, metadata }
  })
  return { kind: 'project', child, columns, schema: { kind: 'struct', fields } }
}

/** A column that is passed on keeps what is known of it; under another name it loses its frame alias. The time of a window is an event time if the window is one. */
function passedMetadata(schema: StructType, name: string, e: ResolvedExpression): FieldMetadata | undefined {
  if (e.kind === 'call' && e.name === 'window_time' && e.args[0] !== undefined) {
    return passedMetadata(schema, name, e.args[0])
  }
  const field = e.kind === 'bound' ? schema.fields[e.ordinal] : undefined
  if (field?.metadata === undefined || fold(field.name) === fold(name)) return field?.metadata
  const { qualifier: _, ...metadata } = field.metadata
  return Object.keys(metadata).length === 0 ? undefined : metadata
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

/** What names mean over the output of a plan. */
export function scopeOf({ schema }: ResolvedPlan, conf: ExpressionConf): Scope {
  const qualifiers = schema.fields.map(({ metadata }) =>
    metadata?.qualifier === undefined ? [] : [metadata.qualifier],
  )
  return { schema, conf, qualifiers }
}

/** Names are compared without regard to case, as in Spark. */
export function fold(name: string): string {
  return name.toLowerCase()
}

/** An expression over the output of a plan. */
export function resolve(expression: Expression, { child, conf }: PlanScope): ResolvedExpression {
  return resolveExpression(expression, scopeOf(child, conf))
}

function named(expression: Expression, scope: PlanScope): NamedExpression {
  const resolved = resolve(expression, scope)
  return { name: nameOf(resolved), expression: unaliased(resolved) }
}

/** The expression under its names. */
export function unaliased(expression: ResolvedExpression): ResolvedExpression {
  return expression.kind === 'alias' ? unaliased(expression.child) : expression
}

function isStar(expression: Expression): boolean {
  return expression.kind === 'attribute' && expression.nameParts.length === 1 && expression.nameParts[0] === '*'
}

function refuseTwice(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(fold(name))) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: name })
    seen.add(fold(name))
  }
}
