import { childrenOf, type ResolvedExpression, withChildren } from '../expressions/expression.ts'

/** Ordinals of the columns that an expression reads. */
export function referencesOf(expression: ResolvedExpression, into: Set<number> = new Set()): Set<number> {
  if (expression.kind === 'bound') into.add(expression.ordinal)
  for (const child of childrenOf(expression)) referencesOf(child, into)
  return into
}

/** The same expression over columns that have moved. */
export function remap(expression: ResolvedExpression, moved: ReadonlyMap<number, number>): ResolvedExpression {
  if (expression.kind === 'bound') return { ...expression, ordinal: moved.get(expression.ordinal) as number }
  const children = childrenOf(expression)
  return children.length === 0
    ? expression
    : withChildren(
        expression,
        children.map((child) => remap(child, moved)),
      )
}
