import { isAggregateCall } from '../analysis/aggregate-calls.ts'
import type { Scope } from '../analysis/scope.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import { nameOf } from '../expressions/expression-type.ts'
import { isSame, nameOfKey, type SelectedItem } from './grouping-keys.ts'
import { columnNamed, positionOf, withNamed } from './named-expressions.ts'

interface OutputInit {
  readonly items: readonly SelectedItem[]
  readonly keys: readonly Expression[]
  /** Keys that can be named in the query. */
  readonly named: ReadonlyMap<string, Expression>
  readonly scope: Scope
}

/** The columns that an aggregation gives: its keys, what is selected, and whatever else is asked for by {@link over}, under names of their own. */
export class OutputColumns {
  readonly #init: OutputInit
  readonly #items: readonly SelectedItem[]
  readonly #keyNames: readonly string[]
  /** For each item the column that it is. */
  readonly #columns: readonly string[]
  readonly #extra: Expression[] = []

  constructor(init: OutputInit) {
    this.#init = init
    this.#items = init.items.map((item) => ({ ...item, expression: withNamed(item.expression, init.named) }))
    this.#keyNames = init.keys.map((key) => this.#nameOf(key))
    const taken = new Set(this.#keyNames.map((name) => name.toLowerCase()))
    this.#columns = this.#items.map((item, i) => {
      const key = this.#keyOf(item.expression)
      if (key >= 0) return this.#keyNames[key] as string
      const name = taken.has(item.name.toLowerCase()) ? `__item${i}` : item.name
      taken.add(name.toLowerCase())
      return name
    })
  }

  /** The keys under the names that they have in the result. */
  get groupings(): readonly Expression[] {
    return this.#init.keys.map((key, i) => {
      const name = this.#keyNames[i] as string
      return name === nameOfKey(key) ? key : { kind: 'alias', child: key, name }
    })
  }

  /** What is selected besides keys, then what was asked for. */
  get aggregates(): readonly Expression[] {
    const selected = this.#items.flatMap((item, i): readonly Expression[] => {
      if (this.#keyOf(item.expression) >= 0) return []
      const name = this.#columns[i] as string
      const isOwn = !item.isNamed && name === nameOf(item.expression)
      return [isOwn ? item.expression : { kind: 'alias', child: item.expression, name }]
    })
    return [...selected, ...this.#extra]
  }

  /** What chooses the result among the columns; null: they are the result. */
  selection(): readonly Expression[] | null {
    const given = [...this.#keyNames, ...this.#columns.filter((_, i) => this.#keyOf(this.#itemAt(i).expression) < 0)]
    const isAll =
      this.#extra.length === 0 &&
      given.length === this.#columns.length &&
      this.#columns.every((name, i) => name === given[i] && name === this.#itemAt(i).name)
    if (isAll) return null
    return this.#columns.map((column, i): Expression => {
      const { name } = this.#itemAt(i)
      return name === column ? columnNamed(column) : { kind: 'alias', child: columnNamed(column), name }
    })
  }

  /** A condition over the result. What it has of aggregates, keys and selected columns is found there; other aggregates become columns too. */
  over(condition: Expression): Expression {
    return this.#over(withNamed(condition, this.#init.named))
  }

  /** The same for what the result is ordered by: a whole number is a position. */
  ordered(key: Expression): Expression {
    const index = positionOf(key)
    if (index === null) return this.over(key)
    const column = this.#columns[index - 1]
    if (column !== undefined) return columnNamed(column)
    throw new AnalysisException('ORDER_BY_POS_OUT_OF_RANGE', { index, size: this.#columns.length })
  }

  #over(e: Expression): Expression {
    if (e.kind === 'literal') return e
    const found = this.#columnOf(e)
    if (found !== null) return columnNamed(found)
    if (isAggregateCall(e) || e.kind === 'windowExpression' || isGroupingCall(e)) return this.#added(e)
    const children = childrenOf(e)
    if (children.length === 0) return e
    return withChildren(
      e,
      children.map((child) => this.#over(child)),
    )
  }

  #columnOf(e: Expression): string | null {
    const { scope } = this.#init
    const byName = e.kind === 'attribute' && e.nameParts.length === 1 ? (e.nameParts[0] as string).toLowerCase() : null
    const index = this.#items.findIndex(
      (item) => (byName !== null && item.name.toLowerCase() === byName) || isSame(item.expression, e, scope),
    )
    if (index >= 0) return this.#columns[index] as string
    const key = this.#keyOf(e)
    return key < 0 ? null : (this.#keyNames[key] as string)
  }

  #added(child: Expression): Expression {
    const name = `__extra${this.#extra.length}`
    this.#extra.push({ kind: 'alias', child, name })
    return columnNamed(name)
  }

  #keyOf(e: Expression): number {
    return this.#init.keys.findIndex((key) => isSame(key, e, this.#init.scope))
  }

  /** A key has the name under which it is selected first. */
  #nameOf(key: Expression): string {
    const item = this.#items.find(({ expression }) => isSame(expression, key, this.#init.scope))
    const wanted = item?.isNamed === true ? item.name : nameOfKey(key)
    const isTaken = this.#init.keys.some((k) => k !== key && nameOfKey(k).toLowerCase() === wanted.toLowerCase())
    return isTaken ? nameOfKey(key) : wanted
  }

  #itemAt(index: number): SelectedItem {
    return this.#items[index] as SelectedItem
  }
}

function isGroupingCall(e: Expression): boolean {
  return e.kind === 'call' && (e.name === 'grouping' || e.name === 'grouping_id')
}
