import { AnalysisException, isStreamKitError } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, type NamedExpression, withChildren } from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import { isOrderable } from '../expressions/ordering.ts'
import type { Sort, SortOrder } from '../plan/logical-plan.ts'
import type { ResolvedPlan, ResolvedSortOrder } from '../plan/resolved-plan.ts'
import { sqlType } from '../types/data-type.ts'
import { resolveColumn } from './resolve-column.ts'
import {
  allColumns,
  columnReference,
  type PlanScope,
  project,
  resolve,
  scopeOf,
  unaliased,
} from './resolve-projection.ts'

/**
 * Rows in order. A name that the child does not give, but had before a projection, is carried through the projection and dropped again after the sort, as in Spark:
 * `df.select('name').orderBy(col('age'))`.
 */
export function resolveSort(plan: Sort, scope: PlanScope): ResolvedPlan {
  const { child, conf } = scope
  const carried = plan.orders.reduce<Carried>(
    ({ plan: below, expressions }, order) => {
      const next = carry(order.expression, { child: below, conf })
      return { plan: next.plan, expressions: [...expressions, ...next.expressions] }
    },
    { plan: child, expressions: [] },
  )
  const below = { child: carried.plan, conf }
  const orders = plan.orders.map((order, i) => resolveOrder(order, carried.expressions[i] as Expression, below))
  const sorted: ResolvedPlan = {
    kind: 'sort',
    child: below.child,
    orders,
    global: plan.global,
    schema: below.child.schema,
  }
  if (below.child === child) return sorted
  return project(sorted, allColumns(sorted.schema).slice(0, child.schema.fields.length))
}

function resolveOrder(order: SortOrder, bound: Expression, scope: PlanScope): ResolvedSortOrder {
  const expression = unaliased(resolve(bound, scope))
  const dataType = dataTypeOf(expression)
  if (!isOrderable(dataType)) {
    throw new AnalysisException('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', {
      expression: `"${sqlText(order.expression)} ${order.ascending ? 'ASC' : 'DESC'}"`,
      dataType: sqlType(dataType),
    })
  }
  return { ...order, expression }
}

/** A plan that gives its columns, then those that had to be carried along, and the expressions over it with these bound. */
interface Carried {
  readonly plan: ResolvedPlan
  readonly expressions: readonly Expression[]
}

/** Binds the names of an expression, one by one, carrying along what the plan does not give. */
function carry(expression: Expression, scope: PlanScope): Carried {
  if (expression.kind === 'attribute') {
    const found = carryColumn(expression, scope)
    return { plan: found.plan, expressions: [found.expression] }
  }
  const carried = childrenOf(expression).reduce<Carried>(
    ({ plan, expressions }, child) => {
      const next = carry(child, { ...scope, child: plan })
      return { plan: next.plan, expressions: [...expressions, ...next.expressions] }
    },
    { plan: scope.child, expressions: [] },
  )
  const isLeaf = carried.expressions.length === 0
  return { plan: carried.plan, expressions: [isLeaf ? expression : withChildren(expression, carried.expressions)] }
}

interface CarriedColumn {
  readonly plan: ResolvedPlan
  readonly expression: Expression
}

function carryColumn(name: Expression & { readonly kind: 'attribute' }, scope: PlanScope): CarriedColumn {
  try {
    return { plan: scope.child, expression: resolveColumn(name, scopeOf(scope.child, scope.conf)) }
  } catch (error) {
    if (!isStreamKitError(error) || !error.condition.startsWith('UNRESOLVED_COLUMN')) throw error
    const found = carriedFromBelow(name, scope)
    // The complaint is about what the sort can see, not about what lies deeper.
    if (found === null) throw error
    return found
  }
}

/** The same plan with the column behind the others; null if it is nowhere below. */
function carriedFromBelow(name: Expression & { readonly kind: 'attribute' }, scope: PlanScope): CarriedColumn | null {
  const { child: plan, conf } = scope
  switch (plan.kind) {
    case 'project': {
      const found = foundBelow(name, { child: plan.child, conf })
      if (found === null) return null
      const expressions: readonly NamedExpression[] = [
        ...plan.columns,
        { name: name.nameParts.at(-1) as string, expression: found.expression },
      ]
      const widened = project(found.plan, expressions)
      const fields = [...plan.schema.fields, ...widened.schema.fields.slice(plan.columns.length)]
      const schema = { kind: 'struct' as const, fields }
      return { plan: { ...widened, schema }, expression: columnReference(schema, plan.columns.length) }
    }
    case 'filter':
    case 'limit':
    case 'offset':
    case 'sample':
    case 'sort': {
      const found = foundBelow(name, { child: plan.child, conf })
      // A column that is there but was renamed above is not in reach by its old name: nothing renames in these.
      return found && { ...found, plan: { ...plan, child: found.plan, schema: found.plan.schema } }
    }
    default:
      return null
  }
}

function foundBelow(name: Expression & { readonly kind: 'attribute' }, scope: PlanScope): CarriedColumn | null {
  try {
    return carryColumn(name, scope)
  } catch (error) {
    if (isStreamKitError(error) && error.condition.startsWith('UNRESOLVED_COLUMN')) return null
    throw error
  }
}
