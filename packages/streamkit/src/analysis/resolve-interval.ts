import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import { microsPerDay } from '../expressions/datetime/units.ts'
import type { Call, Expression, ExpressionConf } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import { addInterval, type CalendarInterval } from '../expressions/functions/interval-functions.ts'
import { literal } from '../expressions/literal.ts'
import { timestampType } from '../types/data-type.ts'
import { parseIntervalLiteral } from '../util/interval-literal.ts'
import { implicitCast } from './type-coercion.ts'

/**
 * `time + interval('30 seconds')` and `time - interval(...)`: a constant interval is known here only, as part of a sum, since there is no type of intervals. Null for every other call. Dates stay dates
 * where the interval has no part of a day.
 */
export function intervalArithmetic(
  e: Call,
  { resolve, conf }: { readonly resolve: (e: Expression) => Expression; readonly conf: ExpressionConf },
): Expression | null {
  if (e.name === 'interval') throw loneInterval()
  const [left, right] = e.args
  if (e.name.toLowerCase() === 'sequence') return steppedByInterval(e, resolve)
  if ((e.name !== '+' && e.name !== '-') || left === undefined || right === undefined) return null
  const [time, span] = isInterval(right) ? [left, right] : [right, left]
  if (!isInterval(span)) return null
  if (e.name === '-' && span === left) throw loneInterval()
  if (isInterval(time)) throw loneInterval()
  return plus(resolve(time), signed(intervalValue(span), e.name === '-'), { resolve, conf })
}

/** `sequence(start, stop, interval)`: the step is a parameter of the call. */
function steppedByInterval(e: Call, resolve: (e: Expression) => Expression): Expression | null {
  const [start, stop, step] = e.args
  if (start === undefined || stop === undefined || step === undefined || !isInterval(step)) return null
  return resolve({ ...e, args: [start, stop], parameters: { interval: intervalValue(step) } })
}

function plus(
  time: Expression,
  interval: CalendarInterval,
  { resolve, conf }: { readonly resolve: (e: Expression) => Expression; readonly conf: ExpressionConf },
): Expression {
  const { kind } = dataTypeOf(time)
  if (kind === 'date' && interval.micros === 0) {
    const days: Call = { kind: 'call', name: 'date_add', args: [time, literal(interval.days)] }
    if (interval.months === 0) return resolve(days)
    const months: Call = { kind: 'call', name: 'add_months', args: [time, literal(interval.months)] }
    return resolve({ ...days, args: [months, literal(interval.days)] })
  }
  return resolve(addInterval(kind === 'timestamp_ntz' ? time : implicitCast(time, timestampType, conf), interval))
}

type IntervalCall = Call & { readonly name: 'interval' }

function isInterval(e: Expression): e is IntervalCall {
  return e.kind === 'call' && e.name.toLowerCase() === 'interval'
}

function intervalValue(call: IntervalCall): CalendarInterval {
  const [text] = call.args
  if (call.args.length !== 1 || text?.kind !== 'literal' || typeof text.value !== 'string') throw loneInterval()
  const parsed = parseIntervalLiteral(text.value)
  if ('problem' in parsed) {
    throw new IllegalArgumentException('CANNOT_PARSE_INTERVAL', { intervalString: `\`${text.value}\`` })
  }
  const micros = Math.round(parsed.ms * 1000)
  const days = Math.trunc(micros / microsPerDay)
  return { months: parsed.months, days, micros: micros - days * microsPerDay }
}

function signed({ months, days, micros }: CalendarInterval, negative: boolean): CalendarInterval {
  return negative ? { months: 0 - months, days: 0 - days, micros: 0 - micros } : { months, days, micros }
}

function loneInterval(): AnalysisException {
  return new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: 'An interval outside of a sum with a date or time',
    hint: 'Write time.plus(interval("30 seconds")) or time.minus(...), with a constant text.',
  })
}
