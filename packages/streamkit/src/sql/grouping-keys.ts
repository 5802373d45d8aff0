import { aggregateIn } from '../analysis/aggregate-calls.ts'
import { resolveColumn } from '../analysis/resolve-column.ts'
import type { Scope } from '../analysis/scope.ts'
import { AnalysisException, isStreamKitError } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import { nameOf, selectedName, sqlText } from '../expressions/expression-type.ts'
import { sameExpression } from '../expressions/same-expression.ts'
import { positionOf, unnamed } from './named-expressions.ts'
import type { GroupBy } from './select-parts.ts'

/** One column of a SELECT with aggregates. */
export interface SelectedItem {
  /** Without its name. */
  readonly expression: Expression
  readonly name: string
  /** Whether the query says the name. */
  readonly isNamed: boolean
}

/** What is selected, stars taken apart. */
export function selectedItems(items: readonly Expression[], scope: Scope): readonly SelectedItem[] {
  return items.flatMap((item): readonly SelectedItem[] => {
    const expression = unnamed(item)
    if (item.kind === 'attribute' && item.nameParts.at(-1) === '*') return starItems(item.nameParts.slice(0, -1), scope)
    return [{ expression, name: selectedName(item), isNamed: item.kind === 'alias' }]
  })
}

function starItems(qualifier: readonly string[], { schema, qualifiers }: Scope): readonly SelectedItem[] {
  return schema.fields.flatMap(({ name }, i) => {
    const own = qualifiers?.[i] ?? []
    if (qualifier.length > 0 && own.at(-1)?.toLowerCase() !== qualifier.at(-1)?.toLowerCase()) return []
    return [{ expression: { kind: 'attribute' as const, nameParts: [...own, name] }, name, isNamed: false }]
  })
}

/**
 * What is grouped by: positions are what is selected there, names that the rows do not have are names of the select. Throws GROUP_BY_POS_OUT_OF_RANGE, GROUP_BY_POS_AGGREGATE.
 */
export function groupingKeys(
  groupBy: GroupBy | null,
  items: readonly SelectedItem[],
  scope: Scope,
): readonly Expression[] {
  if (groupBy === null) return []
  if (groupBy.all) return items.map(({ expression }) => expression).filter((e) => aggregateIn(e) === null)
  return groupBy.expressions.map((key) => {
    const index = positionOf(key)
    if (index !== null) return atPosition(index, items)
    if (key.kind !== 'attribute' || key.nameParts.length !== 1 || isColumn(key, scope)) return key
    const wanted = key.nameParts[0]?.toLowerCase()
    return items.find(({ name, isNamed }) => isNamed && name.toLowerCase() === wanted)?.expression ?? key
  })
}

function atPosition(index: number, items: readonly SelectedItem[]): Expression {
  const item = items[index - 1]
  if (item === undefined) throw new AnalysisException('GROUP_BY_POS_OUT_OF_RANGE', { index, size: items.length })
  const aggregate = aggregateIn(item.expression)
  if (aggregate === null) return item.expression
  throw new AnalysisException('GROUP_BY_POS_AGGREGATE', { index, aggExpr: sqlText(aggregate) })
}

/** Keys that go by a name that no column has: `window` is the window that is grouped by. */
export function namedKeys(keys: readonly Expression[], scope: Scope): ReadonlyMap<string, Expression> {
  return new Map(
    keys
      .filter((key) => key.kind === 'call' && (key.name === 'window' || key.name === 'session_window'))
      .map((key) => [nameOfKey(key), key] as const)
      .filter(([name]) => !isColumn({ kind: 'attribute', nameParts: [name] }, scope)),
  )
}

/** The name that a key has as a column. */
export function nameOfKey(key: Expression): string {
  return key.kind === 'call' && (key.name === 'window' || key.name === 'session_window') ? key.name : nameOf(key)
}

/** Whether the rows have a column of that name. */
export function isColumn(e: Expression & { readonly kind: 'attribute' }, scope: Scope): boolean {
  return bound(e, scope).kind !== 'attribute'
}

/** Whether two expressions are one, whatever way their columns are written. */
export function isSame(a: Expression, b: Expression, scope: Scope): boolean {
  return sameExpression(bound(unnamed(a), scope), bound(unnamed(b), scope))
}

/** With columns by position where they are known; names in lower case where not. */
function bound(e: Expression, scope: Scope): Expression {
  if (e.kind === 'attribute') {
    try {
      return resolveColumn(e, scope)
    } catch (error) {
      if (!isStreamKitError(error)) throw error
      return { ...e, nameParts: e.nameParts.map((part) => part.toLowerCase()) }
    }
  }
  const children = childrenOf(e)
  if (children.length === 0) return e
  return withChildren(
    e,
    children.map((child) => bound(child, scope)),
  )
}
