import { AnalysisException, ExecutionException } from '../../errors/streamkit-error.ts'
import { type ArrayType, arrayType, type DataType, isIntegral } from '../../types/data-type.ts'
import { commonType } from '../common-type.ts'
import { addMonthsToDays } from '../datetime/civil.ts'
import { timeZone } from '../datetime/time-zone.ts'
import { microsPerDay } from '../datetime/units.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { anyNullable, argumentAt, describeCall, requireArguments } from '../signature.ts'
import type { CalendarInterval } from './interval-functions.ts'

/** Java can hold no array with more elements. */
const maxArrayLength = 2_147_483_632

function sequenceType(site: CallSite): DataType {
  const [start, stop] = [argumentAt(site, 0).dataType, argumentAt(site, 1).dataType]
  const type = commonType(start, stop, site.conf)
  const isTime = type?.kind === 'date' || type?.kind === 'timestamp' || type?.kind === 'timestamp_ntz'
  const hasText = start.kind === 'string' || stop.kind === 'string'
  const fits =
    type !== null && (isIntegral(type) ? site.parameters.interval === undefined : isTime && site.args.length === 2)
  if (fits && !hasText) return type
  throw new AnalysisException('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', {
    expression: describeCall('sequence', site),
  })
}

function requireLength(length: number): void {
  if (length > maxArrayLength) {
    throw new ExecutionException('COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER', {
      numberOfElements: length,
      maxRoundedArrayLength: maxArrayLength,
      functionName: '`sequence`',
    })
  }
}

function wrongBoundaries(start: unknown, stop: unknown, step: unknown): never {
  throw new ExecutionException('INVALID_PARAMETER_VALUE.SEQUENCE_BOUNDARIES', {
    start: String(start),
    stop: String(stop),
    step: String(step),
  })
}

function numbers(start: number, stop: number, step: number): readonly number[] {
  if (step === 0 ? start !== stop : step > 0 ? start > stop : start < stop) wrongBoundaries(start, stop, step)
  const length = step === 0 ? 1 : Math.floor((stop - start) / step) + 1
  requireLength(length)
  return Array.from({ length }, (_, i) => start + i * step)
}

function bigints(start: bigint, stop: bigint, step: bigint): readonly bigint[] {
  if (step === 0n ? start !== stop : step > 0n ? start > stop : start < stop) wrongBoundaries(start, stop, step)
  const length = step === 0n ? 1 : Number((stop - start) / step) + 1
  requireLength(length)
  return Array.from({ length }, (_, i) => start + BigInt(i) * step)
}

const countKernel: Kernel = strict((start: number | bigint, stop: number | bigint, step?: number | bigint) => {
  if (typeof start === 'bigint') {
    return bigints(start, stop as bigint, (step as bigint | undefined) ?? (start <= stop ? 1n : -1n))
  }
  return numbers(start, stop as number, (step as number | undefined) ?? (start <= stop ? 1 : -1))
})

/** The days or instants from one to the other, each counted from the first, so that the end of a month stays one. */
function timeKernel(site: CallSite, type: DataType): Kernel {
  const given = site.parameters.interval as CalendarInterval | undefined
  const isDate = type.kind === 'date'
  const zone = timeZone(type.kind === 'timestamp' ? site.conf.timeZone : 'UTC')
  const scale = isDate ? microsPerDay : 1
  if (isDate && given !== undefined && given.micros !== 0) {
    throw new AnalysisException('DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES', {
      expression: describeCall('sequence', site),
    })
  }
  return strict((from: number, to: number) => {
    const step = given ?? { months: 0, days: from <= to ? 1 : -1, micros: 0 }
    const estimate = step.months * 28 * microsPerDay + step.days * microsPerDay + step.micros
    const [start, stop] = [from * scale, to * scale]
    if (estimate === 0 ? start !== stop : estimate > 0 ? start > stop : start < stop)
      wrongBoundaries(from, to, estimate)
    if (estimate !== 0) requireLength(Math.floor((stop - start) / estimate) + 1)
    const local = start + zone.offsetMicrosAt(start)
    const day = Math.floor(local / microsPerDay)
    const at = (i: number): number => {
      if (step.months === 0 && step.days === 0) return start + i * step.micros
      const moved = addMonthsToDays(day, i * step.months) + i * step.days
      return zone.toUtcMicros(moved * microsPerDay + (local - day * microsPerDay)) + i * step.micros
    }
    const out: number[] = []
    for (let i = 0, t = start; estimate >= 0 ? t <= stop : t >= stop; t = at(++i)) {
      out.push(t / scale)
      if (estimate === 0) break
    }
    return out
  })
}

/** `sequence(start, stop, step?)`, both ends included. The step of times is a constant interval, in `parameters`. */
const sequence: FunctionDefinition = {
  name: 'sequence',
  signature: (site) => {
    requireArguments('sequence', site, [2, 3])
    const type = sequenceType(site)
    return { inputs: site.args.map(() => type), dataType: arrayType(type, false), nullable: anyNullable(site) }
  },
  kernel: (site, { dataType }) => {
    const { element } = dataType as ArrayType
    return isIntegral(element) ? countKernel : timeKernel(site, element)
  },
}

export const sequenceFunctions: readonly FunctionDefinition[] = [sequence]
