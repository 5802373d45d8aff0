import { childrenOf, type ResolvedExpression, withChildren } from './expression.ts'
import { nullableOf } from './expression-type.ts'
import { lookupFunction } from './function-registry.ts'

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

/** The parts of an `and`, in order. */
export function conjunctsOf(condition: ResolvedExpression): readonly ResolvedExpression[] {
  return condition.kind === 'and' ? [...conjunctsOf(condition.left), ...conjunctsOf(condition.right)] : [condition]
}

/** One condition of many; null of none. */
export function conjunctionOf(parts: readonly ResolvedExpression[]): ResolvedExpression | null {
  return parts.reduce<ResolvedExpression | null>(
    (left, right) =>
      left === null ? right : { kind: 'and', left, right, nullable: nullableOf(left) || nullableOf(right) },
    null,
  )
}

/** Whether an expression gives the same value for the same row, whenever and wherever it is evaluated. */
export function isDeterministic(expression: ResolvedExpression): boolean {
  if (expression.kind === 'udf' && !expression.deterministic) return false
  if (expression.kind === 'call' && lookupFunction(expression.name)?.deterministic === false) return false
  return childrenOf(expression).every(isDeterministic)
}
