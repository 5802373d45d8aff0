import { AnalysisException } from '../errors/streamkit-error.ts'
import {
  childrenOf,
  type Expression,
  type InSubquery,
  type NamedExpression,
  type ResolvedExpression,
  type SubqueryPlan,
  withChildren,
} from '../expressions/expression.ts'
import { dataTypeOf, nameOf, nullableOf } from '../expressions/expression-type.ts'
import { literal } from '../expressions/literal.ts'
import { isStreamingPlan, type ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructField } from '../types/data-type.ts'
import { joined } from './equi-join.ts'
import { allColumns, columnReference, type PlanScope, project, resolve, unaliased } from './plan-columns.ts'
import { resolveExpression } from './resolve-expression.ts'
import { countAndFirst, countsOf } from './subquery-counts.ts'

export interface ExtractedSubqueries {
  readonly expressions: readonly Expression[]
  readonly scope: PlanScope
}

/** Whether there is a frame in an expression. */
export function hasSubquery(e: Expression): boolean {
  return isSubquery(e) || childrenOf(e).some(hasSubquery)
}

function isSubquery(e: Expression): boolean {
  return e.kind === 'inSubquery' || e.kind === 'scalarSubquery'
}

/**
 * Takes frames out of expressions: each becomes a join with a bounded side that has at most one match for a row, so that rows stay as many as they are. In place of a frame stands an expression over the columns of the
 * join, which come behind the others.
 */
export function extractSubqueries(expressions: readonly Expression[], scope: PlanScope): ExtractedSubqueries {
  if (!expressions.some(hasSubquery)) return { expressions, scope }
  const joins = new SubqueryJoins(scope)
  const replaced = expressions.map((e) => {
    const over = joins.replaced(e)
    // What has no name is named after what was written.
    return hasSubquery(e) && e.kind !== 'alias' ? aliasOf(over, nameOf(e)) : over
  })
  return { expressions: replaced, scope: { ...scope, child: joins.plan } }
}

/** The rows that are found in every frame that a part of the condition asks for, and what is left of the condition. */
export function semiJoined(
  condition: Expression,
  scope: PlanScope,
): { readonly child: ResolvedPlan; readonly rest: Expression | null } {
  let { child } = scope
  let rest: Expression | null = null
  for (const part of partsOf(condition)) {
    if (part.kind === 'inSubquery' && !hasSubquery(part.child)) child = semiJoin(part, { ...scope, child })
    else rest = rest === null ? part : { kind: 'and', left: rest, right: part }
  }
  return { child, rest }
}

function partsOf(e: Expression): readonly Expression[] {
  return e.kind === 'and' ? [...partsOf(e.left), ...partsOf(e.right)] : [e]
}

function semiJoin(e: InSubquery, scope: PlanScope): ResolvedPlan {
  const { left, right } = equality(e, scope)
  const condition = equal(left.plan, left.ordinal, right)
  const join = joined(
    { left: left.plan, right, conf: scope.conf },
    {
      joinType: 'left_semi',
      condition: resolveExpression(condition, pairScope(left.plan, right, scope)),
      staticRefreshMs: 0,
    },
  )
  const { schema } = scope.child
  if (left.plan === scope.child) return join
  return { ...project(join, allColumns(join.schema).slice(0, schema.fields.length)), schema }
}

class SubqueryJoins {
  readonly #scope: PlanScope
  /** A frame that stands for a value is read once, however often it is there. */
  readonly #values = new Map<SubqueryPlan, ResolvedExpression>()
  plan: ResolvedPlan

  constructor(scope: PlanScope) {
    this.#scope = scope
    this.plan = scope.child
  }

  replaced(e: Expression): Expression {
    const children = childrenOf(e)
    const inner =
      children.length === 0
        ? e
        : withChildren(
            e,
            children.map((child) => this.replaced(child)),
          )
    if (inner.kind === 'inSubquery') return this.#found(inner)
    return inner.kind === 'scalarSubquery' ? this.#value(inner.plan) : inner
  }

  #value(inner: SubqueryPlan): ResolvedExpression {
    const known = this.#values.get(inner)
    if (known !== undefined) return known
    const plan = analyzed(inner, this.#scope)
    const { fields } = plan.schema
    if (fields.length !== 1) {
      const condition = 'INVALID_SUBQUERY_EXPRESSION.SCALAR_SUBQUERY_RETURN_MORE_THAN_ONE_OUTPUT_COLUMN'
      throw new AnalysisException(condition, { number: fields.length })
    }
    const [value] = this.#cross(countAndFirst(plan, this.#scope.conf)) as readonly [ResolvedExpression]
    this.#values.set(inner, value)
    return value
  }

  /** Whether the value is in the frame, in three-valued logic. */
  #found(e: InSubquery): Expression {
    const { left, right } = equality(e, { ...this.#scope, child: this.plan })
    this.plan = left.plan
    const value = columnReference(left.plan.schema, left.ordinal)
    const known = columnReference(right.schema, 0)
    const matched = this.#match(left.ordinal, right)
    if (!value.nullable && !known.nullable) return matched
    const [rows, values] = this.#cross(countsOf(right, this.#scope.conf)) as readonly [Expression, Expression]
    const when = (condition: Expression, result: boolean | null) => ({ when: condition, value: literal(result) })
    return {
      kind: 'caseWhen',
      branches: [
        when(call('=', rows, literal(0)), false),
        when(call('isnull', value), null),
        when(matched, true),
        when(call('>', rows, values), null),
      ],
      otherwise: literal(false),
    }
  }

  /** Joins with the different values, each of which has a mark. */
  #match(ordinal: number, right: ResolvedPlan): Expression {
    const conf = this.#scope.conf
    const value = columnReference(right.schema, 0)
    const condition = resolveExpression(call('isnotnull', value), { schema: right.schema, conf })
    const known: ResolvedPlan = { kind: 'filter', child: right, condition, schema: right.schema }
    const once: ResolvedPlan = {
      kind: 'deduplicate',
      child: known,
      keys: [0],
      withinWatermark: false,
      eventTime: null,
      schema: right.schema,
    }
    const mark: NamedExpression = { name: '__found', expression: literal(true) }
    const marked = project(once, [...allColumns(once.schema), mark])
    const equation = resolveExpression(equal(this.plan, ordinal, marked), pairScope(this.plan, marked, this.#scope))
    this.plan = joined(
      { left: this.plan, right: marked, conf },
      { joinType: 'left_outer', condition: equation, staticRefreshMs: 0 },
    )
    return call('isnotnull', columnReference(this.plan.schema, this.plan.schema.fields.length - 1))
  }

  /** Puts the columns of a plan of one row behind every row. */
  #cross(right: ResolvedPlan): readonly ResolvedExpression[] {
    const first = this.plan.schema.fields.length
    this.plan = joined(
      { left: this.plan, right, conf: this.#scope.conf },
      { joinType: 'cross', condition: null, staticRefreshMs: 0 },
    )
    return right.schema.fields.map((_, i) => columnReference(this.plan.schema, first + i))
  }
}

/** The rows with the value that is looked up, and the frame with its values, of one type. */
function equality(
  e: InSubquery,
  scope: PlanScope,
): { readonly left: { readonly plan: ResolvedPlan; readonly ordinal: number }; readonly right: ResolvedPlan } {
  const plan = analyzed(e.plan, scope)
  if (plan.schema.fields.length !== 1) {
    throw new AnalysisException('DATATYPE_MISMATCH.IN_SUBQUERY_LENGTH_MISMATCH', {
      rightLength: plan.schema.fields.length,
      rightColumns: plan.schema.fields.map(({ name }) => name).join(', '),
    })
  }
  const value = unaliased(resolve(e.child, scope))
  // The types of both sides of an equality, by how it casts them.
  const probe: ResolvedExpression[] = [stand(0, value), stand(1, columnReference(plan.schema, 0))]
  const comparison = resolveExpression(call('=', ...probe), {
    schema: { kind: 'struct', fields: [] },
    conf: scope.conf,
  })
  const [castValue, castColumn] = childrenOf(comparison) as readonly [ResolvedExpression, ResolvedExpression]
  const left = withColumn(scope.child, replacedStand(castValue, value))
  const column = replacedStand(castColumn, columnReference(plan.schema, 0))
  return { left, right: project(plan, [{ name: '__value', expression: column }]) }
}

function stand(ordinal: number, e: ResolvedExpression): ResolvedExpression {
  return { kind: 'bound', ordinal, name: 'value', dataType: dataTypeOf(e), nullable: nullableOf(e) }
}

function replacedStand(e: ResolvedExpression, by: ResolvedExpression): ResolvedExpression {
  if (e.kind === 'bound') return by
  return withChildren(
    e,
    childrenOf(e).map((child) => replacedStand(child, by)),
  )
}

/** The plan with a column for an expression: one that is a column already is used as it is. */
function withColumn(
  child: ResolvedPlan,
  expression: ResolvedExpression,
): { readonly plan: ResolvedPlan; readonly ordinal: number } {
  if (expression.kind === 'bound') return { plan: child, ordinal: expression.ordinal }
  const plan = project(child, [...allColumns(child.schema), { name: '__looked_up', expression }])
  return { plan, ordinal: plan.schema.fields.length - 1 }
}

function equal(left: ResolvedPlan, ordinal: number, right: ResolvedPlan): Expression {
  const column = columnReference(right.schema, 0)
  return call('=', columnReference(left.schema, ordinal), { ...column, ordinal: left.schema.fields.length })
}

function pairScope(left: ResolvedPlan, right: ResolvedPlan, { conf }: PlanScope) {
  const fields: readonly StructField[] = [...left.schema.fields, ...right.schema.fields]
  return { schema: { kind: 'struct', fields } as const, conf }
}

function analyzed(inner: SubqueryPlan, { subquery }: PlanScope): ResolvedPlan {
  const plan = subquery?.(inner)
  if (plan === undefined) throw new AnalysisException('UNSUPPORTED_EXPR_FOR_OPERATOR', { invalidExprSqls: 'a frame' })
  if (isStreamingPlan(plan)) throw new AnalysisException('INVALID_SUBQUERY_EXPRESSION.STREAMING_QUERY', {})
  return plan
}

function aliasOf(child: Expression, name: string): Expression {
  return { kind: 'alias', child, name }
}

function call(name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', name, args }
}
