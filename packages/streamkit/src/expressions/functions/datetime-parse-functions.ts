import { ExecutionException } from '../../errors/streamkit-error.ts'
import { type DataType, dateType, stringType, timestampType } from '../../types/data-type.ts'
import { castKernel, castMayReturnNull } from '../cast/cast-kernel.ts'
import { daysOfMicros } from '../datetime/civil.ts'
import { dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { timeZone } from '../datetime/time-zone.ts'
import type { CastMode } from '../expression.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments } from '../signature.ts'
import { defineFunction, prepared } from './define-function.ts'

/** Parses a text by a pattern in the session's zone; what does not fit is an error, or null when `lenient`. */
export function patternParser(site: CallSite, lenient: boolean): (text: string, pattern: string) => number | null {
  const zone = timeZone(site.conf.timeZone)
  const patternOf = prepared((pattern: string) => dateTimePattern(pattern))
  return (text, pattern) => {
    const micros = patternOf(pattern).parse(text, zone)
    if (micros !== null || lenient) return micros
    throw new ExecutionException('CANNOT_PARSE_TIMESTAMP', { value: `'${text}'`, pattern: `'${pattern}'` })
  }
}

const modeOf = (site: CallSite, tries: boolean): CastMode => (tries ? 'try' : site.conf.ansi ? 'ansi' : 'legacy')

/**
 * `to_timestamp` and its like. Without a pattern they are casts. With one, texts are parsed; dates and timestamps are taken as they are.
 */
function parseFunction(name: string, to: DataType, tries: boolean): FunctionDefinition {
  const nullable = (site: CallSite): boolean => {
    if (site.args.length === 2) return anyNullable(site) || tries || !site.conf.ansi
    const { dataType } = argumentAt(site, 0)
    return anyNullable(site) || castMayReturnNull(dataType, to, modeOf(site, tries))
  }
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, 2])
      const { dataType } = argumentAt(site, 0)
      const input = dataType.kind === 'void' ? stringType : dataType
      return {
        inputs: site.args.length === 2 ? [timeOrText(input), stringType] : [input],
        dataType: to,
        nullable: nullable(site),
      }
    },
    kernel: (site) => {
      const { dataType } = argumentAt(site, 0)
      if (site.args.length === 1 || dataType.kind !== 'string') return castOnly(site, to, modeOf(site, tries))
      const lenient = tries || !site.conf.ansi
      const parse = patternParser(site, lenient)
      const zone = timeZone(site.conf.timeZone)
      const evaluate = (text: string, pattern: string): number | null => {
        const micros = parse(text, pattern)
        return micros === null || to.kind === 'timestamp' ? micros : daysOfMicros(micros + zone.offsetMicrosAt(micros))
      }
      return lenient ? strictOrNull(evaluate) : strict(evaluate)
    },
  }
}

function timeOrText(type: DataType): DataType {
  return type.kind === 'date' || type.kind === 'timestamp' || type.kind === 'timestamp_ntz' ? type : stringType
}

/** The cast of the first argument; a pattern behind it does not matter. */
function castOnly(site: CallSite, to: DataType, mode: CastMode): Kernel {
  return castKernel(argumentAt(site, 0).dataType, to, { mode, conf: site.conf })
}

const dateFormat = defineFunction({
  name: 'date_format',
  takes: [timestampType, stringType],
  returns: stringType,
  kernel: (site) => {
    const zone = timeZone(site.conf.timeZone)
    const patternOf = prepared((pattern: string) => dateTimePattern(pattern))
    return strict((micros: number, pattern: string) => patternOf(pattern).format(micros, zone))
  },
})

/** Texts to times and times to texts. */
export const datetimeParseFunctions: readonly FunctionDefinition[] = [
  parseFunction('to_timestamp', timestampType, false),
  parseFunction('try_to_timestamp', timestampType, true),
  parseFunction('to_date', dateType, false),
  parseFunction('try_to_date', dateType, true),
  dateFormat,
]
