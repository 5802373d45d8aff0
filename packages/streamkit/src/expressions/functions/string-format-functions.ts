import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type DataType, doubleType, intType, isNumeric, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strictOrNull, withNulls } from '../kernel.ts'
import { argumentAt } from '../signature.ts'
import { anyType, defineFunction, prepared } from './define-function.ts'
import { groupDigits, parseFormat, writeFormat } from './java-formatter.ts'
import { roundToText } from './round-to-text.ts'

/** Java's `String.format`. Null only if the format is: other nulls are written. */
const formatString = defineFunction({
  name: 'format_string',
  takes: [stringType],
  more: anyType,
  returns: stringType,
  nullable: (site) => argumentAt(site, 0).nullable,
  kernel: (site): Kernel => {
    const partsOf = prepared(parseFormat)
    const types = site.args.slice(1).map((a) => a.dataType)
    return withNulls(
      (format: string | null, ...values: readonly unknown[]) =>
        format === null ? null : writeFormat(partsOf(format), values, types),
      argumentAt(site, 0).nullable,
    )
  },
})

/** A number format of `java.text.DecimalFormat` in short: text, digits, text. */
interface NumberFormat {
  readonly prefix: string
  readonly suffix: string
  readonly grouping: boolean
  readonly minWhole: number
  readonly minFraction: number
  readonly maxFraction: number
}

function parseNumberFormat(format: string): NumberFormat {
  const m = /^([^#0,.;%\u2030\u00a4']*)([#,]*)([0,]*)(?:\.(0*)(#*))?([^#0,.;%\u2030\u00a4']*)$/.exec(format)
  if (m === null) throw new IllegalArgumentException('INVALID_FORMAT.MISMATCH_INPUT', { format })
  const [, prefix = '', optional = '', zeros = '', fixed = '', further = '', suffix = ''] = m
  return {
    prefix,
    suffix,
    grouping: (optional + zeros).includes(','),
    minWhole: zeros.replaceAll(',', '').length,
    minFraction: fixed.length,
    maxFraction: fixed.length + further.length,
  }
}

function writeNumber(value: number | bigint, type: DataType, format: NumberFormat): string {
  if (typeof value === 'number' && Number.isNaN(value)) return 'NaN'
  const negative = value < 0 || Object.is(value, -0)
  const sign = negative ? '-' : ''
  if (typeof value === 'number' && !Number.isFinite(value)) return `${sign}${format.prefix}\u221e${format.suffix}`
  const scale = type.kind === 'decimal' ? type.scale : type.kind === 'float' || type.kind === 'double' ? null : 0
  const rounded = roundToText(value, { scale, digits: format.maxFraction, halfEven: true }).replace('-', '')
  const [whole = '', fraction = ''] = rounded.split('.')
  let kept = fraction
  while (kept.length > format.minFraction && kept.endsWith('0')) kept = kept.slice(0, -1)
  const digits = (format.minWhole === 0 && whole === '0' ? '' : whole).padStart(format.minWhole, '0')
  const grouped = format.grouping ? groupDigits(digits) : digits
  const text = grouped + (kept === '' ? '' : `.${kept}`)
  return sign + format.prefix + (text === '' ? '0' : text) + format.suffix
}

/** `1,234.50`: so many digits behind the point, or a format such as `#,##0.00`. Ties are rounded to even. */
const formatNumber = defineFunction({
  name: 'format_number',
  takes: [
    ({ dataType }: ArgumentInfo): DataType => (isNumeric(dataType) ? dataType : doubleType),
    ({ dataType }: ArgumentInfo): DataType => (dataType.kind === 'string' ? stringType : intType),
  ],
  returns: stringType,
  nullable: true,
  kernel: (site) => {
    const type = argumentAt(site, 0).dataType
    const formatOf = prepared((format: string | number) =>
      typeof format === 'string' && format !== ''
        ? parseNumberFormat(format)
        : parseNumberFormat(`#,##0.${'0'.repeat(Number(format))}`),
    )
    return strictOrNull((value: number | bigint, format: string | number) =>
      typeof format === 'number' && format < 0 ? null : writeNumber(value, type, formatOf(format)),
    )
  },
})

/** Numbers and values as text by a format. */
export const stringFormatFunctions: readonly FunctionDefinition[] = [
  formatString,
  { ...formatString, name: 'printf' },
  formatNumber,
]
