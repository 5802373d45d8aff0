import { AnalysisException } from '../errors/streamkit-error.ts'
import { aggregateOf } from '../expressions/aggregate-registry.ts'
import {
  type BoundReference,
  type Call,
  childrenOf,
  type Expression,
  type NamedExpression,
  type ResolvedExpression,
  type WindowExpression,
  withChildren,
} from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import { isOrderable } from '../expressions/ordering.ts'
import { sameExpression } from '../expressions/same-expression.ts'
import { lookupWindowFunction } from '../expressions/window-functions.ts'
import type { ResolvedPlan, ResolvedWindowOrder, WindowCall } from '../plan/resolved-plan.ts'
import { type StructField, sqlType } from '../types/data-type.ts'
import { countOfRows, sameCall } from './aggregate-calls.ts'
import { allColumns, columnReference, type PlanScope, project, resolve, unaliased } from './plan-columns.ts'
import { asCondition, callSite, castArguments } from './resolve-expression.ts'
import { resolveFrame } from './window-frame.ts'

export interface ExtractedWindows {
  readonly expressions: readonly Expression[]
  readonly scope: PlanScope
}

/**
 * Takes functions over windows out of expressions: their columns are made below, by nodes of their own over rows in order. In place of each stands a reference to its column. Functions over the same partition and order
 * share a node.
 */
export function extractWindows(expressions: readonly Expression[], scope: PlanScope): ExtractedWindows {
  if (!expressions.some(hasWindow)) return { expressions, scope }
  const windows = new WindowColumns(scope)
  const replaced = expressions.map((e) => {
    const plain = e.kind === 'windowExpression' ? windows.named(e) : e
    return plain === e ? inside(e, windows) : plain
  })
  const child = windows.plan()
  return { expressions: replaced.map((e) => located(e, windows, child)), scope: { ...scope, child } }
}

/** Whether there is a function over a window in an expression. */
export function hasWindow(e: Expression): boolean {
  return e.kind === 'windowExpression' || childrenOf(e).some(hasWindow)
}

function inside(e: Expression, windows: WindowColumns): Expression {
  if (e.kind === 'windowExpression') return windows.reference(e)
  const children = childrenOf(e)
  if (children.length === 0) return e
  return withChildren(
    e,
    children.map((child) => inside(child, windows)),
  )
}

/** Until all functions are known, the column of each stands behind all others by its number, negative. */
function located(e: Expression, windows: WindowColumns, plan: ResolvedPlan): Expression {
  if (e.kind === 'bound' && e.ordinal < 0) return columnReference(plan.schema, windows.ordinalOf(-1 - e.ordinal))
  const children = childrenOf(e)
  if (children.length === 0) return e
  return withChildren(
    e,
    children.map((child) => located(child, windows, plan)),
  )
}

/** A node to be: functions over one partition and order. */
interface WindowGroup {
  readonly partitionBy: readonly number[]
  readonly orderBy: readonly ResolvedWindowOrder[]
  readonly functions: { readonly call: WindowCall; readonly name: string; readonly number: number }[]
}

class WindowColumns {
  readonly #scope: PlanScope
  readonly #width: number
  /** What is computed of each row below the windows. */
  readonly #inputs: NamedExpression[]
  readonly #groups = new Map<string, WindowGroup>()
  #count = 0

  constructor(scope: PlanScope) {
    this.#scope = scope
    this.#inputs = [...allColumns(scope.child.schema)]
    this.#width = this.#inputs.length
  }

  /** The reference under Spark's name for it, which tells the frame. */
  named(e: WindowExpression): Expression {
    const child = this.reference(e)
    return { kind: 'alias', child, name: child.name }
  }

  reference(e: WindowExpression): BoundReference {
    const fn = functionOf(e)
    const partitionBy = e.partitionBy.map((part) => this.#sortable(part, e))
    const orderBy = e.orderBy.map(({ expression, ascending, nullsFirst }) => {
      return { column: this.#sortable(expression, e), ascending, nullsFirst }
    })
    const order = orderBy.map(({ column }) => dataTypeOf((this.#inputs[column] as NamedExpression).expression))
    const resolved = { ...e, frame: resolveFrame(e, fn.name, order) }
    const call: WindowCall = { ...this.#call(fn), frame: resolved.frame }
    const key = JSON.stringify([partitionBy, orderBy])
    const group = this.#groups.get(key) ?? { partitionBy, orderBy, functions: [] }
    this.#groups.set(key, group)
    const number = this.#numberIn(group, call, sqlText(resolved))
    const { dataType, nullable } = call
    return { kind: 'bound', ordinal: -1 - number, name: sqlText(resolved), dataType, nullable }
  }

  /** The rows with all inputs, then the columns of all groups in turn. */
  plan(): ResolvedPlan {
    const { child } = this.#scope
    const below = this.#inputs.length === this.#width ? child : project(child, this.#inputs)
    return [...this.#groups.values()].reduce(windowPlan, below)
  }

  ordinalOf(number: number): number {
    const inOrder = [...this.#groups.values()].flatMap(({ functions }) => functions)
    return this.#inputs.length + inOrder.findIndex((fn) => fn.number === number)
  }

  #numberIn(group: WindowGroup, call: WindowCall, name: string): number {
    const found = group.functions.find((known) => sameCall(known.call, call))
    if (found !== undefined) return found.number
    const number = this.#count++
    group.functions.push({ call, name, number })
    return number
  }

  #call(written: Call): Omit<WindowCall, 'frame'> {
    const fn = countOfRows(written)
    const definition = functionNamed(fn)
    const args = fn.args.map((arg) => resolve(arg, this.#scope))
    const site = callSite(fn, args, this.#scope.conf)
    const { inputs, dataType, nullable } = (definition as NonNullable<typeof definition>).signature(site)
    const filter =
      fn.filter === undefined ? null : asCondition(resolve(fn.filter, this.#scope), 'FILTER', this.#scope.conf)
    return {
      name: fn.name.toLowerCase(),
      args: castArguments(fn.name, args, { site, inputs }).map((arg) => this.#input(arg)),
      distinct: false,
      filter: filter === null ? null : this.#input(filter),
      parameters: fn.parameters ?? {},
      dataType,
      nullable,
      constants: site.args.map(({ literal }) => literal),
      ...(fn.userAggregate === undefined ? {} : { userAggregate: fn.userAggregate }),
    }
  }

  #sortable(e: Expression, window: WindowExpression): number {
    const resolved = resolve(e, this.#scope)
    if (!isOrderable(dataTypeOf(resolved))) {
      throw new AnalysisException('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', {
        expression: `"${sqlText(window)}"`,
        dataType: sqlType(dataTypeOf(resolved)),
      })
    }
    return this.#input(resolved)
  }

  #input(e: ResolvedExpression): number {
    const expression = unaliased(e)
    if (expression.kind === 'bound') return expression.ordinal
    const found = this.#inputs.findIndex((input, i) => i >= this.#width && sameExpression(input.expression, expression))
    return found >= 0 ? found : this.#inputs.push({ name: `_w${this.#inputs.length - this.#width}`, expression }) - 1
  }
}

/** A function of windows or an aggregate. */
function functionNamed(fn: Call) {
  return (fn.userAggregate === undefined ? lookupWindowFunction(fn.name) : undefined) ?? aggregateOf(fn)
}

/** The function that is computed over the window. */
function functionOf({ fn, ...window }: WindowExpression): Call {
  const isFunction = fn.kind === 'call' && functionNamed(fn) !== undefined
  if (!isFunction) throw new AnalysisException('UNSUPPORTED_EXPR_FOR_WINDOW', { sqlExpr: `"${sqlText(fn)}"` })
  if (fn.parameters?.distinct === true) {
    throw new AnalysisException('DISTINCT_WINDOW_FUNCTION_UNSUPPORTED', {
      windowExpr: `"${sqlText({ ...window, fn })}"`,
    })
  }
  return fn
}

function windowPlan(child: ResolvedPlan, { partitionBy, orderBy, functions }: WindowGroup): ResolvedPlan {
  const ascending = { ascending: true, nullsFirst: true }
  const keys = [...partitionBy.map((column) => ({ column, ...ascending })), ...orderBy]
  const orders = keys.map(({ column, ...direction }) => {
    return { expression: columnReference(child.schema, column), ...direction }
  })
  const sorted: ResolvedPlan =
    orders.length === 0 ? child : { kind: 'sort', child, orders, global: false, schema: child.schema }
  const fields = functions.map(({ call: { dataType, nullable }, name }): StructField => ({ name, dataType, nullable }))
  return {
    kind: 'window',
    child: sorted,
    partitionBy,
    orderBy,
    functions: functions.map(({ call }) => call),
    schema: { kind: 'struct', fields: [...child.schema.fields, ...fields] },
  }
}
