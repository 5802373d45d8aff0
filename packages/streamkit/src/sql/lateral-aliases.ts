import { AnalysisException } from '../errors/streamkit-error.ts'
import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'
import { lookupFunction } from '../expressions/function-registry.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { isColumn } from './grouping-keys.ts'
import { unnamed } from './named-expressions.ts'
import { columnScope, type SqlTables } from './sql-tables.ts'

/**
 * `SELECT price * quantity AS total, total / 2 AS half`: names of columns before, where the rows have no column of that name. They stand for what they name, which is therefore computed again: what gives
 * another result then is refused. Throws AMBIGUOUS_LATERAL_COLUMN_ALIAS.
 */
export function withLateralAliases(
  items: readonly Expression[],
  child: LogicalPlan,
  tables: SqlTables,
): readonly Expression[] {
  const named = new Map<string, Expression[]>()
  const isOfRows = (name: string) => isColumn({ kind: 'attribute', nameParts: [name] }, columnScope(child, tables))
  const replaced = (e: Expression, hidden: readonly string[]): Expression => {
    if (e.kind === 'attribute') {
      const [first = '', ...fields] = e.nameParts
      const found = hidden.includes(first) ? undefined : named.get(first.toLowerCase())
      if (found === undefined || isOfRows(first)) return e
      const target = theOnly(first, found)
      return fields.reduce<Expression>((inner, field) => ({ kind: 'getField', child: inner, field }), target)
    }
    const inside = e.kind === 'lambda' ? [...hidden, ...e.parameters] : hidden
    const children = childrenOf(e)
    return children.length === 0
      ? e
      : withChildren(
          e,
          children.map((inner) => replaced(inner, inside)),
        )
  }
  return items.map((item) => {
    const result = named.size === 0 ? item : replaced(item, [])
    if (item.kind === 'alias') {
      const name = item.name.toLowerCase()
      named.set(name, [...(named.get(name) ?? []), unnamed(result)])
    }
    return result
  })
}

function theOnly(name: string, found: readonly Expression[]): Expression {
  const [target] = found
  if (found.length > 1 || target === undefined) {
    throw new AnalysisException('AMBIGUOUS_LATERAL_COLUMN_ALIAS', { name: `\`${name}\``, n: found.length })
  }
  if (isDeterministic(target)) return target
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `The name ${name} of a column that is random, in another column of the same SELECT,`,
    hint: 'Select it in a query inside of this one.',
  })
}

function isDeterministic(e: Expression): boolean {
  if (e.kind === 'udf' && !e.deterministic) return false
  if (e.kind === 'call' && lookupFunction(e.name)?.deterministic === false) return false
  return childrenOf(e).every(isDeterministic)
}
