import { AnalysisException, ExecutionException, messageOf } from '../errors/streamkit-error.ts'

/**
 * The result of a function of the user. Throws FAILED_EXECUTE_UDF with what it threw as the cause, and for a promise: the value is needed now.
 */
export function calledUserFunction(functionName: string, call: () => unknown): unknown {
  let result: unknown
  try {
    result = call()
  } catch (cause) {
    throw failedUserFunction(functionName, cause)
  }
  if (isPromise(result)) {
    // Nobody will wait for it: what it rejects with must not end the process.
    result.then(undefined, () => undefined)
    throw failedUserFunction(functionName, asyncUserFunction(functionName))
  }
  return result
}

/** What a failure of a function of the user is reported as. */
export function failedUserFunction(functionName: string, cause: unknown): ExecutionException {
  return new ExecutionException('FAILED_EXECUTE_UDF', { functionName, reason: messageOf(cause) }, { cause })
}

/** Throws UNSUPPORTED_ASYNC_USER_FUNCTION for a function that is `async`: what it gives is a promise. */
export function refuseAsync(functionName: string, fn: unknown): void {
  if (Object.prototype.toString.call(fn) === '[object AsyncFunction]') throw asyncUserFunction(functionName)
}

function asyncUserFunction(functionName: string): AnalysisException {
  return new AnalysisException('UNSUPPORTED_ASYNC_USER_FUNCTION', { functionName })
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
  )
}
