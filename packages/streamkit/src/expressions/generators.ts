import { invariant } from '../errors/invariant.ts'
import type { Call, Expression } from './expression.ts'

/** What makes several rows of one. */
export interface Generator {
  readonly generator: 'explode' | 'posexplode' | 'inline'
  /** Whether an empty or null input gives one row with nulls. */
  readonly outer: boolean
}

const generators: ReadonlyMap<string, Generator> = new Map(
  (['explode', 'posexplode', 'inline'] as const).flatMap((generator): [string, Generator][] => [
    [generator, { generator, outer: false }],
    [`${generator}_outer`, { generator, outer: true }],
  ]),
)

/** The generator that analysis makes another one of. */
export const jsonTupleName = 'json_tuple'

/** Whether an expression is a call of a generator: one that gives rows, no value. */
export function isGenerator(e: Expression): boolean {
  if (e.kind !== 'call') return false
  const name = e.name.toLowerCase()
  return generators.has(name) || name === jsonTupleName
}

/** What a call of a generator does. */
export function generatorOf(call: Call): Generator {
  const generator = generators.get(call.name.toLowerCase())
  invariant(generator !== undefined, `the generator ${call.name}`)
  return generator
}
