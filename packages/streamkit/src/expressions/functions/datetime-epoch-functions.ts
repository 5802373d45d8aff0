import {
  bigintType,
  type DataType,
  type DecimalType,
  dateType,
  doubleType,
  intType,
  isFractional,
  isIntegral,
  stringType,
  timestampType,
} from '../../types/data-type.ts'
import { dateTimePattern } from '../datetime/pattern/datetime-pattern.ts'
import { timeZone } from '../datetime/time-zone.ts'
import { microsFromBigInt, microsPerDay, microsPerSecond } from '../datetime/units.ts'
import type { ArgumentInfo, CallSite, EvaluationContext, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { powerOfTen, type Unscaled } from '../numbers/decimal-arithmetic.ts'
import { anyNullable, argumentAt } from '../signature.ts'
import { patternParser } from './datetime-parse-functions.ts'
import { defineFunction, prepared } from './define-function.ts'

const defaultPattern = 'yyyy-MM-dd HH:mm:ss'

/** An instant, counted in whole units from 1970. */
function unixCount(name: string, unit: number): FunctionDefinition {
  return defineFunction({
    name,
    takes: [timestampType],
    returns: bigintType,
    evaluate: (micros: number) => BigInt(Math.floor(micros / unit)),
  })
}

/** The instant that is so many units behind 1970. */
function fromCount(name: string, microsPerUnit: bigint): FunctionDefinition {
  return defineFunction({
    name,
    takes: [bigintType],
    returns: timestampType,
    evaluate: (count: bigint) => microsFromBigInt(count * microsPerUnit),
  })
}

const numeric = ({ dataType }: ArgumentInfo): DataType => {
  if (isIntegral(dataType)) return bigintType
  if (dataType.kind === 'decimal' || isFractional(dataType)) return dataType
  return dataType.kind === 'void' ? bigintType : doubleType
}

/** Seconds may have a fraction; digits behind the sixth are cut off. */
const timestampSeconds = defineFunction({
  name: 'timestamp_seconds',
  takes: [numeric],
  returns: timestampType,
  nullable: (site) => anyNullable(site) || isFractional(numeric(argumentAt(site, 0))),
  kernel: (site): Kernel => {
    const type = numeric(argumentAt(site, 0))
    if (type.kind === 'bigint') return strict((seconds: bigint) => microsFromBigInt(seconds * 1_000_000n))
    if (type.kind === 'decimal') return strict((seconds: Unscaled) => decimalSeconds(seconds, type))
    return strictOrNull((seconds: number) => {
      if (!Number.isFinite(seconds)) return null
      // the product is a double already: nothing more is lost, but 64 bits must hold it as in Spark
      const micros = Math.trunc(seconds * microsPerSecond) + 0
      return Math.abs(micros) < 2 ** 63 ? micros : microsFromBigInt(micros > 0 ? 2n ** 63n - 1n : -(2n ** 63n))
    })
  },
})

function decimalSeconds(seconds: Unscaled, type: DecimalType): number {
  return microsFromBigInt((BigInt(seconds) * 1_000_000n) / powerOfTen(type.scale))
}

/** Whole seconds of a time, of a text by a pattern, or of the batch. */
function unixTimestamp(name: string, required: number): FunctionDefinition {
  const input = ({ dataType }: ArgumentInfo): DataType =>
    dataType.kind === 'date' || dataType.kind === 'timestamp' || dataType.kind === 'timestamp_ntz'
      ? dataType
      : stringType
  return defineFunction({
    name,
    takes: [input, stringType],
    required,
    returns: bigintType,
    nullable: (site) => anyNullable(site) || (!site.conf.ansi && site.args.length > 0),
    kernel: unixTimestampKernel,
  })
}

function unixTimestampKernel(site: CallSite): Kernel {
  // Spark cuts towards zero here, though unix_seconds counts back
  const seconds = (micros: number): bigint => BigInt(Math.trunc(micros / microsPerSecond))
  if (site.args.length === 0) {
    const now = strict((context: EvaluationContext) => seconds(context.batchTimestampMicros))
    return { ...now, usesContext: true }
  }
  const zone = timeZone(site.conf.timeZone)
  switch (argumentAt(site, 0).dataType.kind) {
    case 'timestamp':
    case 'timestamp_ntz':
      return strict(seconds)
    case 'date':
      return strict((days: number) => seconds(zone.toUtcMicros(days * microsPerDay)))
    default: {
      const parse = patternParser(site, !site.conf.ansi)
      return strictOrNull((text: string, pattern = defaultPattern) => {
        const micros = parse(text, pattern)
        return micros === null ? null : seconds(micros)
      })
    }
  }
}

const fromUnixtime = defineFunction({
  name: 'from_unixtime',
  takes: [bigintType, stringType],
  required: 1,
  returns: stringType,
  kernel: (site) => {
    const zone = timeZone(site.conf.timeZone)
    const patternOf = prepared((pattern: string) => dateTimePattern(pattern))
    return strict((seconds: bigint, pattern = defaultPattern) =>
      patternOf(pattern).format(microsFromBigInt(seconds * 1_000_000n), zone),
    )
  },
})

/** Times as numbers since 1970 and back. */
export const datetimeEpochFunctions: readonly FunctionDefinition[] = [
  unixCount('unix_seconds', microsPerSecond),
  unixCount('unix_millis', 1000),
  unixCount('unix_micros', 1),
  timestampSeconds,
  fromCount('timestamp_millis', 1000n),
  fromCount('timestamp_micros', 1n),
  defineFunction({ name: 'unix_date', takes: [dateType], returns: intType, evaluate: (days: number) => days }),
  defineFunction({
    name: 'date_from_unix_date',
    takes: [intType],
    returns: dateType,
    evaluate: (days: number) => days,
  }),
  unixTimestamp('unix_timestamp', 0),
  unixTimestamp('to_unix_timestamp', 1),
  fromUnixtime,
]
