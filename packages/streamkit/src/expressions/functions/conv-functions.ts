import { ExecutionException } from '../../errors/streamkit-error.ts'
import { bigintType, type DataType, intType, isIntegral, stringType, tinyintType } from '../../types/data-type.ts'
import type { ArgumentInfo, FunctionDefinition } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { overflow } from '../numbers/overflow.ts'
import { argumentAt, unexpectedType } from '../signature.ts'
import { alias, defineFunction } from './define-function.ts'

const allBits = (1n << 64n) - 1n

/** The leading digits of a text as an unsigned number of 64 bits; null if it has more. */
function unsignedOf(digits: string, base: number): bigint | null {
  let value = 0n
  for (const digit of digits) {
    const weight = Number.parseInt(digit, 36)
    if (!(weight < base)) break
    value = value * BigInt(base) + BigInt(weight)
    if (value > allBits) return null
  }
  return value
}

/** The number that a text writes in one base, written in another. A negative base to write in: signed. Null for bases outside of 2 to 36 and for empty text. */
function convert(text: string, [from, to]: readonly [number, number], ansi: boolean): string | null {
  const trimmed = text.replace(/^ +| +$/g, '')
  const base = Math.abs(to)
  if (trimmed === '' || from < 2 || from > 36 || base < 2 || base > 36) return null
  let negative = trimmed.startsWith('-')
  let value = unsignedOf(negative ? trimmed.slice(1) : trimmed, from)
  if (value === null) {
    if (ansi) overflow('conv()')
    value = allBits
  }
  if (negative && to > 0) value = BigInt.asIntN(64, value) < 0n ? allBits : BigInt.asUintN(64, -value)
  if (to < 0 && BigInt.asIntN(64, value) < 0n) {
    value = BigInt.asUintN(64, -value)
    negative = true
  }
  return `${negative && to < 0 ? '-' : ''}${value.toString(base).toUpperCase()}`
}

const conv = defineFunction({
  name: 'conv',
  takes: [stringType, intType, intType],
  returns: stringType,
  nullable: true,
  kernel: ({ conf }) => strictOrNull((text: string, from: number, to: number) => convert(text, [from, to], conf.ansi)),
})

const wholeOrBoolean = ({ dataType }: ArgumentInfo): DataType =>
  isIntegral(dataType) || dataType.kind === 'boolean' ? dataType : bigintType

/** The number of bits that are set; negative numbers count as 64 bits. */
const bitCount = defineFunction({
  name: 'bit_count',
  takes: [wholeOrBoolean],
  returns: intType,
  evaluate: (value: number | bigint | boolean) => {
    let [bits, count] = [BigInt.asUintN(64, BigInt(value)), 0]
    for (; bits > 0n; bits &= bits - 1n) count++
    return count
  },
})

const widths: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, int: 32, bigint: 64 }

/** The bit at a position, which counts from 0 at the right. */
const bitGet: FunctionDefinition = defineFunction({
  name: 'bit_get',
  takes: [wholeOrBoolean, intType],
  returns: (site) => {
    if (isIntegral(argumentAt(site, 0).dataType)) return tinyintType
    throw unexpectedType('bit_get', site, { index: 0, required: '"INTEGRAL"' })
  },
  kernel: (site) => {
    const width = widths[argumentAt(site, 0).dataType.kind] as number
    return strict((value: number | bigint, position: number) => {
      if (position >= 0 && position < width) return Number((BigInt(value) >> BigInt(position)) & 1n)
      throw new ExecutionException('INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE', {
        functionName: '`bit_get`',
        upper: width,
        invalidValue: position,
      })
    })
  },
})

/** Numbers in other bases, and their bits. */
export const convFunctions: readonly FunctionDefinition[] = [conv, bitCount, bitGet, alias('getbit', bitGet)]
