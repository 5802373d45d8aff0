import type {
  BoundReference,
  Expression,
  ExpressionConf,
  NamedExpression,
  ResolvedExpression,
  SubqueryPlan,
} from '../expressions/expression.ts'
import { dataTypeOf, nullableOf } from '../expressions/expression-type.ts'
import type { ResolvedPlan, ResolvedProject } from '../plan/resolved-plan.ts'
import type { FieldMetadata, StructField, StructType } from '../types/data-type.ts'
import { resolveExpression } from './resolve-expression.ts'
import type { Scope } from './scope.ts'

/** What the expressions of a node are resolved against. */
export interface PlanScope {
  readonly child: ResolvedPlan
  readonly conf: ExpressionConf
  /** Analyses a plan inside of an expression. Absent: there can be none. */
  readonly subquery?: (plan: SubqueryPlan) => ResolvedPlan
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

/** The expression under its names. */
export function unaliased(expression: ResolvedExpression): ResolvedExpression {
  return expression.kind === 'alias' ? unaliased(expression.child) : expression
}
