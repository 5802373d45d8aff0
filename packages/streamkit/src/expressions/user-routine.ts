import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Call, Expression, UserFunctionCall } from './expression.ts'
import { requireArguments } from './signature.ts'
import type { UserAggregate } from './user-aggregate.ts'

/** What a call of a function of the user has besides its arguments. */
export type UserFunction = Pick<UserFunctionCall, 'name' | 'fn' | 'dataType' | 'deterministic'>

/** A function of the user under its own name. */
export type UserRoutine =
  | { readonly kind: 'udf'; readonly definition: UserFunction }
  | { readonly kind: 'udaf'; readonly definition: UserAggregate }

/** What a name stands for among the functions of the user; undefined: nothing. */
export type RoutineLookup = (name: string) => UserRoutine | undefined

/** The call with the function of the user in the place of its name. Throws WRONG_NUM_ARGS.WITHOUT_SUGGESTION. */
export function routineCall(call: Call, routine: UserRoutine): Expression {
  const { name } = call
  if (routine.kind === 'udaf') return { ...call, userAggregate: routine.definition }
  if (call.filter !== undefined || call.parameters?.distinct === true) {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: `DISTINCT or FILTER with ${name}, which is no aggregate function,`,
      hint: 'Leave it out.',
    })
  }
  const { definition } = routine
  const known = call.args.map(() => ({ dataType: { kind: 'void' }, nullable: true }) as const)
  const site = { args: known, parameters: {}, conf: { timeZone: 'UTC', ansi: true } }
  // Parameters with a default, and rest parameters, do not count among those that a function has.
  requireArguments(name, site, [definition.fn.length, null])
  return { ...definition, kind: 'udf', name, args: call.args }
}
