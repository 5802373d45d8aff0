import type { UDFRegistration } from '../api/udf-registration.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { lookupAggregate } from '../expressions/aggregate-registry.ts'
import { isFunction } from '../expressions/function-registry.ts'
import { isGenerator } from '../expressions/generators.ts'
import type { UserRoutine } from '../expressions/user-routine.ts'
import { lookupWindowFunction } from '../expressions/window-functions.ts'

/** The functions of the user by their names in lower case. */
export class SessionRoutines implements UDFRegistration {
  readonly #routines = new Map<string, UserRoutine>()

  register<F extends { readonly routine: UserRoutine }>(name: string, fn: F): F {
    const routineName = `\`${name}\``
    // A name of Spark's means the same in every text, and methods of columns go by these names too.
    if (isKnown(name.toLowerCase())) throw new AnalysisException('ROUTINE_ALREADY_EXISTS', { routineName })
    const routine = (fn as { readonly routine?: UserRoutine } | null | undefined)?.routine
    if (routine === undefined) {
      const given = fn === null ? 'null' : `a ${typeof fn}`
      throw new AnalysisException('INVALID_USER_FUNCTION', { routineName, given })
    }
    this.#routines.set(name.toLowerCase(), named(name, routine))
    return fn
  }

  /** What a name stands for; undefined: no function of the user. */
  readonly find = (name: string): UserRoutine | undefined => this.#routines.get(name.toLowerCase())
}

function named(name: string, routine: UserRoutine): UserRoutine {
  return routine.kind === 'udf'
    ? { kind: 'udf', definition: { ...routine.definition, name } }
    : { kind: 'udaf', definition: { ...routine.definition, name } }
}

/** Calls that analysis knows by name. */
const elsewhere: ReadonlySet<string> = new Set(['grouping', 'grouping_id', 'session_window', 'window'])

function isKnown(name: string): boolean {
  return (
    isFunction(name) ||
    lookupAggregate(name) !== undefined ||
    lookupWindowFunction(name) !== undefined ||
    isGenerator({ kind: 'call', name, args: [] }) ||
    elsewhere.has(name)
  )
}
