import { AnalysisException } from '../errors/streamkit-error.ts'
import { type Call, childrenOf, type Expression, type ResolvedExpression } from '../expressions/expression.ts'
import { dataTypeOf, sqlText } from '../expressions/expression-type.ts'
import type { ArgumentInfo, CallSite } from '../expressions/function-definition.ts'
import { isWindowType, notATime } from '../expressions/functions/time-window-functions.ts'
import { literal } from '../expressions/literal.ts'
import { parsedInterval } from '../expressions/parsed-interval.ts'
import { requireArguments, unexpectedType } from '../expressions/signature.ts'
import { sqlType, stringType, timestampType } from '../types/data-type.ts'
import { type PlanScope, resolve, unaliased } from './plan-columns.ts'
import { implicitCast } from './type-coercion.ts'

/** A call of `window` or `session_window`, understood. `time` is a timestamp with or without zone. Microseconds. */
export type TimeWindowCall = SlidingWindowCall | SessionWindowCall

export interface SlidingWindowCall {
  readonly kind: 'window'
  readonly time: ResolvedExpression
  readonly durationMicros: number
  readonly slideMicros: number
  readonly startMicros: number
}
export interface SessionWindowCall {
  readonly kind: 'session_window'
  readonly time: ResolvedExpression
  /** Interval text. */
  readonly gap: ResolvedExpression
}

const microsPerMilli = 1000

/** The name of a window function that an expression calls, null for every other expression. */
export function windowFunctionOf(e: Expression): TimeWindowCall['kind'] | null {
  if (e.kind !== 'call') return null
  const name = e.name.toLowerCase()
  return name === 'window' || name === 'session_window' ? name : null
}

/** All calls inside an expression, outer ones first. */
export function windowCallsIn(e: Expression): readonly Call[] {
  const inner = childrenOf(e).flatMap(windowCallsIn)
  return windowFunctionOf(e) === null ? inner : [e as Call, ...inner]
}

/**
 * Resolves the arguments of a call and checks them.
 *
 * @throws AnalysisException WRONG_NUM_ARGS, DATATYPE_MISMATCH.*, INVALID_WINDOW_DURATION; IllegalArgumentException CANNOT_PARSE_INTERVAL
 */
export function resolveWindowCall(call: Call, scope: PlanScope): TimeWindowCall {
  return windowFunctionOf(call) === 'window' ? slidingWindow(call, scope) : sessionWindow(call, scope)
}

function slidingWindow(call: Call, scope: PlanScope): SlidingWindowCall {
  const [timeArgument, durationArgument, slideArgument, startArgument] = argumentsOf(call, [2, 4], scope)
  const time = timeOf('window', timeArgument as ResolvedExpression, scope)
  const text = sqlText(call)
  const durationMicros = microsOf(call, durationArgument as Expression)
  const slideMicros = slideArgument === undefined ? durationMicros : microsOf(call, slideArgument)
  const startMicros = startArgument === undefined ? 0 : microsOf(call, startArgument)
  requirePositive(text, 'window_duration', durationMicros)
  requirePositive(text, 'slide_duration', slideMicros)
  if (slideMicros > durationMicros) {
    throw violation(text, '<=', [
      ['slide_duration', slideMicros],
      ['window_duration', durationMicros],
    ])
  }
  if (Math.abs(startMicros) >= slideMicros) {
    throw violation(text, '<', [
      ['abs(start_time)', Math.abs(startMicros)],
      ['slide_duration', slideMicros],
    ])
  }
  return { kind: 'window', time, durationMicros, slideMicros, startMicros }
}

function sessionWindow(call: Call, scope: PlanScope): SessionWindowCall {
  const [timeArgument, gapArgument] = argumentsOf(call, [2, 2], scope) as readonly [Expression, Expression]
  const type = dataTypeOf(gapArgument)
  if (type.kind !== 'string' && type.kind !== 'void') {
    throw unexpectedType('session_window', siteOf([timeArgument, gapArgument], scope), {
      index: 1,
      required: '"INTERVAL" or a text that says one',
      text: `"${sqlText(gapArgument)}"`,
    })
  }
  if (gapArgument.kind === 'literal' && typeof gapArgument.value === 'string') parsedInterval(gapArgument.value)
  return {
    kind: 'session_window',
    time: timeOf('session_window', timeArgument, scope),
    gap: implicitCast(gapArgument, stringType, scope.conf),
  }
}

function argumentsOf(call: Call, counts: readonly [number, number], scope: PlanScope): readonly ResolvedExpression[] {
  requireArguments(call.name, siteOf(call.args, scope, true), counts)
  return call.args.map((arg) => unaliased(resolve(intervalText(arg) ?? arg, scope)))
}

/** The text of `interval('10 seconds')`: there is no type of intervals, only their text. */
function intervalText(e: Expression): Expression | null {
  const isInterval = e.kind === 'call' && e.name.toLowerCase() === 'interval' && e.args.length === 1
  return isInterval && e.args[0]?.kind === 'literal' ? e.args[0] : null
}

/** What the messages say of the arguments. `unresolved`: nothing but their number. */
function siteOf(args: readonly Expression[], { conf }: PlanScope, unresolved = false): CallSite {
  const info = (arg: Expression): ArgumentInfo =>
    unresolved ? { dataType: { kind: 'void' }, nullable: true } : { dataType: dataTypeOf(arg), nullable: true }
  return { args: args.map(info), parameters: {}, conf }
}

/** A time as it is; the time of a window; dates and text become timestamps. */
function timeOf(name: string, time: ResolvedExpression, scope: PlanScope): ResolvedExpression {
  const type = dataTypeOf(time)
  switch (type.kind) {
    case 'timestamp':
    case 'timestamp_ntz':
      return time
    case 'date':
    case 'string':
    case 'void':
      return implicitCast(time, timestampType, scope.conf)
    default:
      if (isWindowType(type)) return unaliased(resolve({ kind: 'call', name: 'window_time', args: [time] }, scope))
      throw notATime(name, siteOf([time], scope))
  }
}

/** An interval as text, or microseconds as a whole number; both must be constants. */
function microsOf(call: Call, argument: Expression): number {
  if (argument.kind !== 'literal' || argument.value === null) throw invalidDuration(call, 'it is no constant')
  const { value, dataType } = argument
  if (dataType.kind === 'int' || dataType.kind === 'bigint') return Number(value)
  if (typeof value !== 'string' || dataType.kind !== 'string') {
    throw invalidDuration(call, `${sqlType(dataType)} is no interval`)
  }
  const { months, ms } = parsedInterval(value)
  if (months !== 0) throw invalidDuration(literal(value), 'months and years have no fixed length')
  return Math.round(ms * microsPerMilli)
}

function invalidDuration(e: Expression, reason: string): AnalysisException {
  return new AnalysisException('INVALID_WINDOW_DURATION', { interval: sqlText(e), reason })
}

function requirePositive(sqlExpr: string, exprName: string, micros: number): void {
  if (micros > 0) return
  throw new AnalysisException('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: `"${sqlExpr}"`,
    exprName: `\`${exprName}\``,
    valueRange: '(0, 9223372036854775807]',
    currentValue: `${micros}L`,
  })
}

type Named = readonly [name: string, micros: number]

function violation(sqlExpr: string, constraint: string, [left, right]: readonly [Named, Named]): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION', {
    sqlExpr: `"${sqlExpr}"`,
    leftExprName: `\`${left[0]}\``,
    leftExprValue: `${left[1]}L`,
    constraint,
    rightExprName: `\`${right[0]}\``,
    rightExprValue: `${right[1]}L`,
  })
}
