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
import { dataTypeOf, nullableOf, sqlText } from '../expressions/expression-type.ts'
import { isFunction, lookupFunction } from '../expressions/function-registry.ts'
import { bindParameters } from '../expressions/lambda-variables.ts'
import { literal } from '../expressions/literal.ts'
import { sameExpression } from '../expressions/same-expression.ts'
import type { AggregateCall } from '../plan/resolved-plan.ts'
import { bigintType, intType } from '../types/data-type.ts'
import { aggregateIn, countOfRows, sameCall } from './aggregate-calls.ts'
import { asCondition, callSite, castArguments, resolveExpression } from './resolve-expression.ts'
import { fold, type PlanScope, resolve } from './resolve-projection.ts'

/** A grouping expression over the rows, and the column that it makes. */
export interface GroupKey {
  readonly name: string
  readonly expression: ResolvedExpression
}

export interface AggregateOutputInit {
  readonly keys: readonly GroupKey[]
  /** The rows that are grouped. */
  readonly scope: PlanScope
  /** Whether there are rows for several sets of the keys (rollup, cube): a key can be null then, and the number of the set is one key more. */
  readonly subtotals: boolean
}

/** The columns of an aggregation while its expressions are resolved: keys (and the number of their set), then one column for each aggregate that somebody asked for. */
export class AggregateOutput {
  readonly keys: readonly GroupKey[]
  readonly scope: PlanScope
  /** What is computed of each row: the keys, then what the aggregates read. */
  readonly inputs: NamedExpression[]
  readonly aggregates: AggregateCall[] = []
  /** Spark's names of them. */
  readonly aggregateNames: string[] = []
  readonly #subtotals: boolean

  constructor({ keys, scope, subtotals }: AggregateOutputInit) {
    this.keys = keys
    this.scope = scope
    this.inputs = [...keys]
    this.#subtotals = subtotals
  }

  /** How many columns come before the aggregates. */
  get groupingCount(): number {
    return this.keys.length + (this.#subtotals ? 1 : 0)
  }

  /** An expression over aggregates, keys and constants, as one over the columns of the aggregation. */
  resolve(e: Expression): ResolvedExpression {
    return resolveExpression(this.rewritten(e), { schema: { kind: 'struct', fields: [] }, conf: this.scope.conf })
  }

  /** The same, not typed yet: functions over windows are to be taken out of it. */
  rewritten(e: Expression): Expression {
    if (e.kind === 'literal') return e
    if (e.kind === 'windowExpression') return this.#window(e)
    if (e.kind === 'call') {
      if (aggregateOf(e) !== undefined) return this.#aggregate(e)
      if (e.name === 'grouping' || e.name === 'grouping_id') return this.#grouping(e)
    }
    if (e.kind === 'lambda') return { ...e, body: this.rewritten(bindParameters(e).body) }
    const key = this.#keyFor(e)
    if (key !== null) return key
    if (e.kind === 'attribute') {
      // A field of a struct may be a field of a key.
      const resolved = resolve(e, this.scope)
      if (resolved.kind !== 'bound') return this.rewritten(resolved)
    }
    if (e.kind === 'attribute' || e.kind === 'bound') throw this.#missing(e)
    // What is wrong with an unknown function is its name, not its arguments.
    if (e.kind === 'call' && !isFunction(e.name)) resolve(e, this.scope)
    return withChildren(
      e,
      childrenOf(e).map((child) => this.rewritten(child)),
    )
  }

  /** What the function over the window reads, and its keys; the function itself makes no groups. */
  #window(e: WindowExpression): Expression {
    const [fn, ...keys] = childrenOf(e) as readonly [Expression, ...Expression[]]
    const read = childrenOf(fn).map((child) => this.rewritten(child))
    return withChildren(e, [withChildren(fn, read), ...keys.map((key) => this.rewritten(key))])
  }

  /** The key that an expression is, by what it computes or by the name that the key was given. */
  #keyFor(e: Expression): BoundReference | null {
    if (e.kind === 'alias' || aggregateIn(e) !== null) return null
    try {
      const resolved = resolve(e, this.scope)
      const found = this.keys.findIndex((key) => sameExpression(key.expression, resolved))
      return found < 0 ? null : this.#keyReference(found)
    } catch (error) {
      if (!(error instanceof AnalysisException)) throw error
      // An expression with something wrong in it is told by its parts; a name may be one that a key was given.
      if (e.kind !== 'attribute') return null
      const named = this.keys.findIndex(
        (key) => e.nameParts.length === 1 && fold(key.name) === fold(e.nameParts[0] ?? ''),
      )
      if (named < 0) throw error
      return this.#keyReference(named)
    }
  }

  #keyReference(ordinal: number): BoundReference {
    const { name, expression } = this.keys[ordinal] as GroupKey
    const nullable = this.#subtotals || nullableOf(expression)
    return { kind: 'bound', ordinal, name, dataType: dataTypeOf(expression), nullable }
  }

  #aggregate(written: Call): BoundReference {
    const call = countOfRows(written)
    const read = call.filter === undefined ? call.args : [...call.args, call.filter]
    const nested = read.map(aggregateIn).find((inner) => inner !== null)
    if (nested !== undefined)
      throw new AnalysisException('NESTED_AGGREGATE_FUNCTION', { expression: `"${sqlText(written)}"` })
    const random = read.map(nonDeterministicIn).find((inner) => inner !== null)
    if (random !== undefined) {
      throw new AnalysisException('AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION', {
        sqlExpr: `"${sqlText(random)}"`,
      })
    }
    const definition = aggregateOf(call) as NonNullable<ReturnType<typeof aggregateOf>>
    const args = call.args.map((arg) => resolve(arg, this.scope))
    const site = callSite(call, args, this.scope.conf)
    const { inputs, dataType, nullable } = definition.signature(site)
    const { distinct = false, ...parameters } = call.parameters ?? {}
    const filter =
      call.filter === undefined ? null : asCondition(resolve(call.filter, this.scope), 'FILTER', this.scope.conf)
    const resolved: AggregateCall = {
      name: definition.name,
      args: castArguments(definition.name, args, { site, inputs }).map((arg) => this.#input(arg)),
      distinct: distinct === true,
      filter: filter === null ? null : this.#input(filter),
      parameters,
      dataType,
      nullable,
      constants: site.args.map(({ literal: value }) => value),
      ...(call.userAggregate === undefined ? {} : { userAggregate: call.userAggregate }),
    }
    return this.#reference(resolved, sqlText(written))
  }

  #reference(call: AggregateCall, name: string): BoundReference {
    let found = this.aggregates.findIndex((known) => sameCall(known, call))
    if (found < 0) {
      found = this.aggregates.push(call) - 1
      this.aggregateNames.push(name)
    }
    const { dataType, nullable } = call
    return { kind: 'bound', ordinal: this.groupingCount + found, name, dataType, nullable }
  }

  /** The position of a column among the inputs. The keys of subtotals are nulled, so that aggregates need columns of their own. */
  #input(expression: ResolvedExpression): number {
    const from = this.#subtotals ? this.keys.length : 0
    const found = this.inputs.findIndex((input, i) => i >= from && sameExpression(input.expression, expression))
    return found >= 0 ? found : this.inputs.push({ name: `_agg${this.inputs.length}`, expression }) - 1
  }

  /** One bit for each key, the first is the highest: 1 where the row is a subtotal over it. */
  #grouping(call: Call): Expression {
    if (!this.#subtotals) throw new AnalysisException('UNSUPPORTED_GROUPING_EXPRESSION', {})
    const name = 'spark_grouping_id'
    const id: Expression = { kind: 'bound', ordinal: this.keys.length, name, dataType: intType, nullable: false }
    const ordinals = call.args.map((arg) => this.#keyFor(arg)?.ordinal ?? -1)
    const groupingColumns = this.keys.map((key) => key.name).join(', ')
    if (call.name === 'grouping_id') {
      if (
        call.args.length > 0 &&
        (ordinals.length !== this.keys.length || ordinals.some((ordinal, i) => ordinal !== i))
      ) {
        throw new AnalysisException('GROUPING_ID_COLUMN_MISMATCH', {
          groupingIdColumn: call.args.map(sqlText).join(', '),
          groupByColumns: groupingColumns,
        })
      }
      return { kind: 'cast', child: id, to: bigintType, mode: 'ansi' }
    }
    const [ordinal = -1] = ordinals
    if (ordinal < 0 || ordinals.length !== 1) {
      throw new AnalysisException('GROUPING_COLUMN_MISMATCH', {
        grouping: call.args.map(sqlText).join(', '),
        groupingColumns,
      })
    }
    const shifted: Expression = {
      kind: 'call',
      name: 'shiftright',
      args: [id, literal(this.keys.length - 1 - ordinal)],
    }
    const bit: Expression = { kind: 'call', name: '&', args: [shifted, literal(1)] }
    return { kind: 'cast', child: bit, to: { kind: 'tinyint' }, mode: 'ansi' }
  }

  #missing(e: Expression): AnalysisException {
    const expression = `"${sqlText(e)}"`
    return this.keys.length === 0
      ? new AnalysisException('MISSING_GROUP_BY', { expression })
      : new AnalysisException('MISSING_AGGREGATION', { expression, expressionAnyValue: `any_value(${sqlText(e)})` })
  }
}

/** A part of an expression that gives another value each time it is computed, null if there is none. */
function nonDeterministicIn(e: Expression): Expression | null {
  if (e.kind === 'call' && lookupFunction(e.name)?.deterministic === false) return e
  if (e.kind === 'udf' && !e.deterministic) return e
  for (const child of childrenOf(e)) {
    const found = nonDeterministicIn(child)
    if (found !== null) return found
  }
  return null
}
