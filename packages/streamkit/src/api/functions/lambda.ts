import type { Expression } from '../../expressions/expression.ts'
import { Column, expressionOf } from '../column.ts'

/** How many lambdas are being written around the one that is written: parameters of inner ones need other names. */
let depth = 0

/**
 * The expression of a function over columns: it is called once, with its parameters. Their names say how deep it is, so that the same query always has the same plan. Parameters after the first `required` are there only if the
 * function takes them.
 */
export function lambda(
  fn: (...parameters: never[]) => unknown,
  names: readonly string[],
  required: number = names.length,
): Expression {
  const parameters = names.slice(0, Math.max(required, fn.length)).map((name) => `${name}_${depth}`)
  depth++
  try {
    const variables = parameters.map((name) => new Column<never>({ kind: 'lambdaVariable', name }))
    return { kind: 'lambda', parameters, body: expressionOf(fn(...(variables as never[]))) }
  } finally {
    depth--
  }
}

/** A call of a higher-order function. */
export function callWith<V>(name: string, args: readonly unknown[], lambdas: readonly Expression[]): Column<V> {
  return new Column({ kind: 'call', name, args: [...args.map(expressionOf), ...lambdas] })
}
