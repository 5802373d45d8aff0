import type { DecimalType, FractionalType } from '../../types/data-type.ts'
import type { Kernel } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import type { Unscaled } from '../numbers/decimal-arithmetic.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { parseDouble } from '../numbers/parse-number.ts'
import { type CastSite, dateToNumber, partial } from './cast-context.ts'
import { invalidInput } from './cast-error.ts'

/** Casts to float and double. Null: there is no such cast. */
export function castToFractional(site: CastSite<FractionalType>): Kernel | null {
  const { from, to } = site
  const narrow = to.kind === 'float' ? Math.fround : (v: number) => v
  switch (from.kind) {
    case 'string': {
      const convert = (text: string) => {
        const value = parseDouble(text)
        return value === null ? null : narrow(value)
      }
      return partial(site, convert, (text) => invalidInput(text, from, to))
    }
    case 'boolean':
      return strict((v: boolean) => (v ? 1 : 0))
    case 'bigint':
      return from.as === 'bigint' ? strict(fromBigInt(narrow)) : strict(narrow)
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
      return to.kind === 'float' ? strict(narrow) : strict(narrow, ([v]) => v as string)
    case 'decimal':
      return strict(fromDecimal(from, narrow))
    case 'timestamp':
      return strict((micros: number) => narrow(micros / 1e6))
    case 'date':
      return dateToNumber(site)
    default:
      return null
  }
}

function fromBigInt(narrow: (v: number) => number): (v: bigint) => number {
  return (v) => narrow(Number(v))
}

/** By the text, so that the nearest double is found; the quotient of two doubles would do only while both are exact. */
function fromDecimal(from: DecimalType, narrow: (v: number) => number): (v: Unscaled) => number {
  if (from.scale <= 22) {
    const unit = 10 ** from.scale
    return (v) => narrow(typeof v === 'number' ? v / unit : Number(decimalToText(v, from.scale)))
  }
  return (v) => narrow(Number(decimalToText(v, from.scale)))
}
