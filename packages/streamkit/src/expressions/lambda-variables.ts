import { childrenOf, type Expression, type Lambda, type UnresolvedAttribute, withChildren } from './expression.ts'

/** The same name for `X` and `x`. */
export function variableKey(name: string): string {
  return name.toLowerCase()
}

/** The lambda with a {@link LambdaVariable} wherever its body names a parameter: `x`, or `x.field` of a struct. Names of inner lambdas hide it. */
export function bindParameters(lambda: Lambda): Lambda {
  const body = bound(lambda.body, new Set(lambda.parameters.map(variableKey)))
  return body === lambda.body ? lambda : { ...lambda, body }
}

function bound(e: Expression, names: ReadonlySet<string>): Expression {
  if (e.kind === 'attribute') return boundAttribute(e, names)
  if (e.kind === 'lambda') {
    const hidden = new Set(e.parameters.map(variableKey))
    const left = new Set([...names].filter((name) => !hidden.has(name)))
    const body = left.size === 0 ? e.body : bound(e.body, left)
    return body === e.body ? e : { ...e, body }
  }
  const children = childrenOf(e)
  const all = children.map((child) => bound(child, names))
  return all.every((child, i) => child === children[i]) ? e : withChildren(e, all)
}

function boundAttribute(e: UnresolvedAttribute, names: ReadonlySet<string>): Expression {
  const [name = '', ...fields] = e.nameParts
  if (!names.has(variableKey(name))) return e
  return fields.reduce<Expression>((child, field) => ({ kind: 'getField', child, field }), {
    kind: 'lambdaVariable',
    name,
  })
}
