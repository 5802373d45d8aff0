import { ExecutionException } from './streamkit-error.ts'

/** Fails with INTERNAL_ERROR when something that the code guarantees does not hold: a bug of StreamKit, never of the data. */
export function invariant(holds: unknown, what: string): asserts holds {
  if (!holds) throw new ExecutionException('INTERNAL_ERROR', { message: what })
}

/** Ends an exhaustive switch: a kind that the types rule out has appeared all the same. */
export function unreachable(value: never, what: string): never {
  throw new ExecutionException('INTERNAL_ERROR', { message: `${what}: unexpected ${JSON.stringify(value)}` })
}
