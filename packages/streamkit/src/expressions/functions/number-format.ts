import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type DecimalType, decimalType, maxDecimalPrecision } from '../../types/data-type.ts'

/** A format of `to_number`, such as `S$9,999.99`. */
export interface NumberTextFormat {
  readonly type: DecimalType
  /** Digits of the groups before the point, left to right. */
  readonly groups: readonly { readonly digits: number; readonly exact: boolean }[]
  readonly fraction: number
  readonly currency: boolean
  readonly sign: 'S' | 'MI' | 'PR' | null
  readonly signFirst: boolean
}

const form = /^(S|MI)?(\$)?([09](?:[09,G]*[09])?)?(?:[.D]([09]*))?(\$)?(S|MI|PR)?$/i

/**
 * Reads a format: `0` and `9` digits, `.` or `D` the point, `,` or `G` between groups, `$` the currency, `S` or `MI` a sign, `PR` angle
 * brackets around negative numbers.
 *
 * @throws AnalysisException INVALID_FORMAT.UNEXPECTED_TOKEN
 */
export function parseNumberTextFormat(format: string): NumberTextFormat {
  const fail = (): never => {
    throw new AnalysisException('INVALID_FORMAT.UNEXPECTED_TOKEN', { format })
  }
  const m = form.exec(format) ?? fail()
  const [, first, currencyFirst, whole = '', fraction = '', currencyLast, last] = m
  if ((first !== undefined && last !== undefined) || (currencyFirst !== undefined && currencyLast !== undefined)) fail()
  const parts = whole === '' ? [] : whole.split(/[,G]/i)
  const digits = whole.replace(/[,G]/gi, '').length + fraction.length
  if (digits === 0 || digits > maxDecimalPrecision || parts.includes('')) fail()
  const sign = (first ?? last)?.toUpperCase() as NumberTextFormat['sign'] | undefined
  return {
    type: decimalType(digits, fraction.length),
    groups: parts.map((part) => ({ digits: part.length, exact: part.startsWith('0') })),
    fraction: fraction.length,
    currency: currencyFirst !== undefined || currencyLast !== undefined,
    sign: sign ?? null,
    signFirst: first !== undefined,
  }
}

/** The unscaled value of a text in a format, or null. */
export function readNumberText(text: string, format: NumberTextFormat): bigint | null {
  // Blanks count nowhere but before a sign, a currency or a bracket that comes first; where a currency may come, before a digit too.
  if (/^\s+[-+$<]/.test(text) || (format.currency && /^\s/.test(text))) return null
  const unsigned = withoutSign(text.replace(/\s+/g, ''), format)
  if (unsigned === null) return null
  const body = format.currency ? unsigned.text.replace('$', '') : unsigned.text
  const m = /^([\d,]*)(?:\.(\d*))?$/.exec(body)
  if (m === null) return null
  const [, whole = '', fraction] = m
  if ((fraction ?? '').length > format.fraction || (fraction !== undefined && format.fraction === 0)) return null
  const digits = groupsFit(whole, format) ? whole.replaceAll(',', '') : null
  if (digits === null || digits + (fraction ?? '') === '') return null
  const value = BigInt(digits + (fraction ?? '').padEnd(format.fraction, '0'))
  return unsigned.negative ? -value : value
}

function withoutSign(text: string, { sign, signFirst }: NumberTextFormat): { text: string; negative: boolean } | null {
  if (sign === null) return { text, negative: false }
  if (sign === 'PR') {
    const negative = text.startsWith('<') && text.endsWith('>')
    return { text: negative ? text.slice(1, -1) : text, negative }
  }
  const mark = signFirst ? text[0] : text[text.length - 1]
  const allowed = mark === '-' || (mark === '+' && sign === 'S')
  if (!allowed) return { text, negative: false }
  return { text: signFirst ? text.slice(1) : text.slice(0, -1), negative: mark === '-' }
}

/** Groups are counted from the right; the leftmost may be shorter unless its format begins with 0. */
function groupsFit(whole: string, { groups }: NumberTextFormat): boolean {
  if (whole === '') return !groups.some((g) => g.exact)
  const parts = whole.split(',')
  const missing = groups.length - parts.length
  if (missing < 0 || groups.slice(0, missing).some((g) => g.exact)) return false
  return parts.every((part, i) => {
    const group = groups[missing + i] as { digits: number; exact: boolean }
    return i === 0 && !group.exact ? part.length >= 1 && part.length <= group.digits : part.length === group.digits
  })
}
