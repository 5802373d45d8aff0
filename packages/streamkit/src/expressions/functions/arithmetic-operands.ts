import {
  bigintType,
  type DataType,
  type DecimalType,
  doubleType,
  floatType,
  isFractional,
  isIntegral,
  isNumeric,
} from '../../types/data-type.ts'
import { commonNumeric } from '../common-type.ts'
import type { ArgumentInfo, CallSite } from '../function-definition.ts'
import { decimalOfIntegral, decimalOfLiteral } from '../numbers/decimal-precision.ts'
import { argumentAt, differentTypes, wrongType } from '../signature.ts'

/** The types that the two sides of an arithmetic operator are cast to: equal, or two decimals. */
export type Operands =
  | { readonly kind: 'decimal'; readonly left: DecimalType; readonly right: DecimalType }
  | { readonly kind: 'same'; readonly type: Exclude<DataType, DecimalType> }

/** Spark's coercion of `left operator right` for numbers; text becomes a number, null the type of the other side. */
export function arithmeticOperands(name: string, site: CallSite): Operands {
  const [a, b] = [argumentAt(site, 0), argumentAt(site, 1)]
  const left = withoutText(a, b, site)
  const right = withoutText(b, a, site)
  if (!isNumeric(left) || !isNumeric(right)) {
    if (left.kind === right.kind) throw wrongType(name, site, { needed: '"NUMERIC"', actual: left })
    throw differentTypes(name, site)
  }
  if (left.kind === 'decimal' || right.kind === 'decimal') {
    if (isFractional(left) || isFractional(right)) return { kind: 'same', type: doubleType }
    return { kind: 'decimal', left: asDecimal(left, a), right: asDecimal(right, b) }
  }
  // with ANSI off a float stays one beside an integer
  const type = !site.conf.ansi && isSingle(left, right) ? floatType : commonNumeric(left, right)
  return { kind: 'same', type: type as Exclude<DataType, DecimalType> }
}

function isSingle(left: DataType, right: DataType): boolean {
  return left.kind !== 'double' && right.kind !== 'double' && (left.kind === 'float' || right.kind === 'float')
}

/** An integer beside a decimal: a constant takes as many digits as it has. */
export function asDecimal(type: DataType, argument: ArgumentInfo): DecimalType {
  if (type.kind === 'decimal') return type
  const integral = type as Parameters<typeof decimalOfIntegral>[0]
  const isOwn = argument.literal !== undefined && isIntegral(argument.dataType)
  return isOwn ? decimalOfLiteral(integral, argument.literal ?? null) : decimalOfIntegral(integral)
}

function withoutText(argument: ArgumentInfo, other: ArgumentInfo, site: CallSite): DataType {
  const type = argument.dataType
  if (type.kind === 'void')
    return other.dataType.kind === 'string' || other.dataType.kind === 'void' ? doubleType : other.dataType
  if (type.kind !== 'string') return type
  if (!site.conf.ansi) return doubleType
  if (isIntegral(other.dataType)) return bigintType
  return isNumeric(other.dataType) || other.dataType.kind === 'void' ? doubleType : type
}
