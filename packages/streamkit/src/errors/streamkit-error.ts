import { type Condition, type ConditionTable, conditions, type ParametersOf } from './conditions.ts'

/** A brand instead of `instanceof`, so that two copies of the package in one process still know each other's errors. */
const brand = Symbol.for('@streamkit/core/error')

/** What an error is made of, before it is made. */
export interface ErrorInit {
  /** The error that led to this one. */
  readonly cause?: unknown
  /** Whether the same operation may succeed when it is tried again. Default false. */
  readonly retriable?: boolean
}

/**
 * Every error that StreamKit throws on purpose.
 *
 * `condition` (and `code`, the Node habit) is stable and documented; the text may get better over time.
 *
 * @example
 * try { await query.awaitTermination() } catch (e) { if (isStreamKitError(e)) console.log(e.condition, e.messageParameters) }
 */
export class StreamKitError extends Error {
  override name = 'StreamKitError'
  readonly condition: string
  readonly code: string
  readonly sqlState: string
  readonly messageParameters: Readonly<Record<string, string>>
  readonly retriable: boolean

  constructor(
    identity: { readonly condition: string; readonly sqlState: string; readonly template: string },
    messageParameters: Readonly<Record<string, string | number | bigint | boolean>>,
    init: ErrorInit = {},
  ) {
    const parameters = Object.fromEntries(Object.entries(messageParameters).map(([k, v]) => [k, String(v)]))
    super(
      `[${identity.condition}] ${fill(identity.template, parameters)} SQLSTATE: ${identity.sqlState}`,
      init.cause === undefined ? undefined : { cause: init.cause },
    )
    this.condition = identity.condition
    this.code = identity.condition
    this.sqlState = identity.sqlState
    this.messageParameters = parameters
    this.retriable = init.retriable ?? false
    Object.defineProperty(this, brand, { value: true })
  }
}

function fill(template: string, parameters: Readonly<Record<string, string>>): string {
  return template.replace(/<(\w+)>/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] as string) : whole,
  )
}

/** Tells whether a value is an error of StreamKit, from whatever copy of the package. */
export function isStreamKitError(value: unknown): value is StreamKitError {
  return typeof value === 'object' && value !== null && (value as Record<symbol, unknown>)[brand] === true
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

abstract class CoreError<C extends Condition> extends StreamKitError {
  constructor(condition: C, parameters: ParametersOf<C>, init?: ErrorInit) {
    super({ condition, ...conditions[condition] }, parameters, init)
  }
}

/** A plan that cannot run: found while it is built or when the query starts, before any input is read. */
export class AnalysisException<C extends Condition = Condition> extends CoreError<C> {
  override name = 'AnalysisException'
}

/** An option, argument or setting that cannot be accepted. */
export class IllegalArgumentException<C extends Condition = Condition> extends CoreError<C> {
  override name = 'IllegalArgumentException'
}

/** Data or the world around failed while a plan ran. */
export class ExecutionException<C extends Condition = Condition> extends CoreError<C> {
  override name = 'ExecutionException'
}

/** Files of a checkpoint that are missing, damaged, locked or of another query. */
export class CheckpointException<C extends Condition = Condition> extends CoreError<C> {
  override name = 'CheckpointException'
}

/** Where a failed query stood. */
export interface FailedQuery {
  readonly id: string
  readonly runId: string
  readonly name: string | null
  readonly batchId: number
  /** Offsets of the last committed batch, one JSON text a source. */
  readonly startOffset: string
  /** Offsets that the failed batch was to reach. */
  readonly endOffset: string
}

/** Why a streaming query ended. `cause` is the first error. */
export class StreamingQueryException extends CoreError<'STREAM_FAILED'> {
  override name = 'StreamingQueryException'
  readonly query: FailedQuery

  constructor(query: FailedQuery, cause: unknown) {
    super(
      'STREAM_FAILED',
      {
        name: query.name ?? '<unnamed>',
        id: query.id,
        runId: query.runId,
        batchId: query.batchId,
        startOffset: query.startOffset,
        endOffset: query.endOffset,
        reason: messageOf(cause),
      },
      { cause },
    )
    this.query = query
  }
}

/** Makes the error function of a connector package from its own table of conditions. */
export function errorsOf<const T extends ConditionTable>(
  table: T,
): <C extends keyof T & string>(condition: C, parameters: ParametersOf<C, T>, init?: ErrorInit) => StreamKitError {
  return (condition, parameters, init) =>
    new StreamKitError({ condition, ...(table[condition] as T[keyof T & string]) }, parameters, init)
}
