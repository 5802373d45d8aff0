import { childrenOf, type Expression, withChildren } from '../expressions/expression.ts'

/** The expression with others in the place of names; `named` has them in lower case. What lies behind a dot is a field of them. */
export function withNamed(e: Expression, named: ReadonlyMap<string, Expression>): Expression {
  if (e.kind === 'attribute') {
    const [first = '', ...fields] = e.nameParts
    const found = named.get(first.toLowerCase())
    if (found === undefined) return e
    return fields.reduce<Expression>((child, field) => ({ kind: 'getField', child, field }), found)
  }
  const children = childrenOf(e)
  if (children.length === 0) return e
  return withChildren(
    e,
    children.map((child) => withNamed(child, named)),
  )
}

/** The expression without its name. */
export function unnamed(e: Expression): Expression {
  return e.kind === 'alias' ? unnamed(e.child) : e
}

/** The column of that name. */
export function columnNamed(name: string): Expression {
  return { kind: 'attribute', nameParts: [name] }
}

/** The whole number that a key is, which stands for a position; null: it is none. */
export function positionOf(e: Expression): number | null {
  return e.kind === 'literal' && e.dataType.kind === 'int' ? (e.value as number) : null
}
