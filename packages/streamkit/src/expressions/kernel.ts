import type { Kernel } from './function-definition.ts'

type Evaluate = (...args: never[]) => unknown
type Inline = NonNullable<Kernel['inline']>

/** Null in, null out; never null otherwise. */
export function strict(evaluate: Evaluate, inline?: Inline): Kernel {
  const kernel: Kernel = { nulls: 'propagate', mayReturnNull: false, evaluate }
  return inline === undefined ? kernel : { ...kernel, inline }
}

/** Null in, null out; may give null for other arguments too. */
export function strictOrNull(evaluate: Evaluate): Kernel {
  return { nulls: 'propagate', mayReturnNull: true, evaluate }
}

/** Sees nulls. */
export function withNulls(evaluate: Evaluate, mayReturnNull: boolean): Kernel {
  return { nulls: 'custom', mayReturnNull, evaluate }
}
