import { ExecutionException, isStreamKitError, messageOf } from '../../errors/streamkit-error.ts'
import { keyText } from './group-key.ts'

/** Which call of a function of the user. */
export interface UserCall {
  readonly operator: string
  readonly batchId: number
  readonly key: unknown
}

/** Calls a function of the user: what it throws names the operator and the key. */
export function userCall<T>({ operator, batchId, key }: UserCall, call: () => T): T {
  try {
    return call()
  } catch (cause) {
    if (isStreamKitError(cause)) throw cause
    throw new ExecutionException(
      'USER_FUNCTION_FAILED',
      { operator: `${operator} (key ${keyText(key)})`, batchId, reason: messageOf(cause) },
      { cause },
    )
  }
}
