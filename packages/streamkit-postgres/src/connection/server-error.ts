import { isStreamKitError, messageOf } from '@streamkit/core/connector'

/** What the server, the driver or the network said, without anything of the connection's settings. */
export interface ServerError {
  /** SQLSTATE, or Node's code, or null. */
  readonly state: string | null
  readonly isSqlState: boolean
  readonly message: string
  /** The server's DETAIL: for a violated constraint it shows the row. */
  readonly detail: string | null
  readonly column: string | null
  /** CONTEXT: `COPY x, line 3, column c1`. */
  readonly where: string | null
}

export function serverError(thrown: unknown): ServerError {
  const fields = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as Readonly<Record<string, unknown>>
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  const state = text(fields.code)
  return {
    state,
    // only the server's messages have a severity
    isSqlState: state !== null && /^[0-9A-Z]{5}$/.test(state) && text(fields.severity) !== null,
    message: messageOf(thrown),
    detail: text(fields.detail),
    column: text(fields.column),
    where: text(fields.where),
  }
}

const transientClasses = new Set(['08', '53'])
const transientStates = new Set([
  '25006', // read-only: a standby before or after a failover
  '25P03', // idle in transaction too long
  '40001', // serialization failure
  '40P01', // deadlock
  '55006', // object in use
  '55P03', // lock not available
  '57P01', // server shuts down, or an administrator ended the session
  '57P02', // server crashed
  '57P03', // server is starting
  '57P05', // idle session time-out
  '58030', // I/O error
])
const transientCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ERR_SOCKET_CLOSED',
  'ERR_STREAM_DESTROYED',
  'ETIMEDOUT',
])
/** What `pg` says without a code when a connection is lost or does not come about. */
const transientMessages =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection error|Client was closed)/

/** Whether the same transaction may succeed on another connection or a little later. */
export function isTransient(thrown: unknown): boolean {
  if (isStreamKitError(thrown)) return thrown.retriable
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return thrown.errors.every(isTransient)
  const { state, isSqlState, message } = serverError(thrown)
  if (isSqlState) return transientStates.has(state as string) || transientClasses.has((state as string).slice(0, 2))
  return state === null ? transientMessages.test(message) : transientCodes.has(state)
}

/** The text of an error for our messages: what the server said and the row it showed. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return reasonOf(thrown.errors[0])
  const { message, detail, state, isSqlState } = serverError(thrown)
  const code = state === null || isSqlState || message.includes(state) ? '' : ` (${state})`
  return detail === null ? `${message}${code}` : `${message}: ${detail}`
}
