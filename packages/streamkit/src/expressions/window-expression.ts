import type { Expression, OrderKey, WindowExpression, WindowFrame } from './expression.ts'

/** The rows that a function over rows sees. */
export interface WindowDefinition {
  readonly partitionBy?: readonly Expression[]
  readonly orderBy?: readonly OrderKey[]
  /** Null: the frame that goes with the function and the order. */
  readonly frame?: WindowFrame | null
}

/** A function over the rows around each row. */
export function windowExpression(
  fn: Expression,
  { partitionBy = [], orderBy = [], frame = null }: WindowDefinition,
): WindowExpression {
  return { kind: 'windowExpression', fn, partitionBy, orderBy, frame }
}

/** What `over` takes. */
export interface WindowLike {
  readonly parts: WindowDefinition
}
