import { AnalysisException } from '../../errors/streamkit-error.ts'
import {
  booleanType,
  type DataType,
  doubleType,
  intType,
  isIntegral,
  isNumeric,
  sqlType,
} from '../../types/data-type.ts'
import type { CallSite } from '../function-definition.ts'
import { fromLiteralValue } from '../literal.ts'
import { decimalToText } from '../numbers/decimal-text.ts'
import { isOrderable } from '../ordering.ts'
import { argumentAt, describeCall, unexpectedType } from '../signature.ts'

/** What an argument must be. */
export type Wanted = 'numeric' | 'boolean' | 'integral' | 'double' | 'orderable'

const spelled: Readonly<Record<Wanted, string>> = {
  numeric: '"NUMERIC"',
  boolean: '"BOOLEAN"',
  integral: '"INTEGRAL"',
  double: '"DOUBLE"',
  orderable: '"ORDERABLE"',
}

/**
 * The type that an argument is cast to: numbers, booleans and what can be ordered stay as they are; where a number is needed, text, moments (as seconds) and nulls become one. Throws
 * DATATYPE_MISMATCH for everything else.
 */
export function inputOf(name: string, site: CallSite, [index, wanted]: readonly [number, Wanted]): DataType {
  const { dataType } = argumentAt(site, index)
  const cast = castOf(dataType, wanted)
  if (cast !== null) return cast
  if (wanted !== 'orderable') throw unexpectedType(name, site, { index, required: spelled[wanted] })
  throw new AnalysisException('DATATYPE_MISMATCH.INVALID_ORDERING_TYPE', {
    expression: describeCall(name, site),
    dataType: sqlType(dataType),
  })
}

function castOf(type: DataType, wanted: Wanted): DataType | null {
  switch (wanted) {
    case 'orderable':
      return isOrderable(type) ? type : null
    case 'boolean':
      return type.kind === 'boolean' || type.kind === 'string' || type.kind === 'void' ? booleanType : null
    case 'integral':
      return type.kind === 'void' ? intType : isIntegral(type) ? type : null
    case 'double':
    case 'numeric':
      if (type.kind === 'string' || type.kind === 'void') return doubleType
      if (type.kind === 'timestamp' && wanted === 'numeric') return doubleType
      return isNumeric(type) ? (wanted === 'double' ? doubleType : type) : null
  }
}

/** An argument that must be a constant. */
export interface WantedConstant {
  readonly index: number
  readonly inputName: string
  readonly type: DataType
}

/** The internal value of an argument that must be a constant and not null. Throws DATATYPE_MISMATCH unless it is. */
export function constantArgument(name: string, site: CallSite, wanted: WantedConstant): unknown {
  const { literal, dataType } = argumentAt(site, wanted.index)
  const expression = describeCall(name, site)
  if (literal === null)
    throw new AnalysisException('DATATYPE_MISMATCH.UNEXPECTED_NULL', { expression, exprName: wanted.inputName })
  if (literal === undefined) {
    throw new AnalysisException('DATATYPE_MISMATCH.NON_FOLDABLE_INPUT', {
      expression,
      inputName: wanted.inputName,
      inputType: sqlType(wanted.type),
      inputExpr: 'an expression over columns',
    })
  }
  return fromLiteralValue(literal, dataType)
}

/** The numbers of a constant that is a number or an array of numbers, as doubles; NaN for what is neither. */
export function constantNumbers(value: unknown, type: DataType): readonly number[] {
  if (type.kind === 'array') return (value as readonly unknown[]).flatMap((item) => constantNumbers(item, type.element))
  if (value === null || !isNumeric(type)) return [Number.NaN]
  if (type.kind === 'decimal') return [Number(decimalToText(value as number | bigint, type.scale))]
  return [Number(value)]
}

/** The percentages of a call, each from 0 to 1. Throws DATATYPE_MISMATCH unless they are. */
export function percentagesOf(name: string, site: CallSite): readonly number[] {
  const constant = constantArgument(name, site, { index: 1, inputName: 'percentage', type: doubleType })
  const percentages = constantNumbers(constant, argumentAt(site, 1).dataType)
  for (const percentage of percentages) {
    if (percentage >= 0 && percentage <= 1) continue
    throw new AnalysisException('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
      sqlExpr: describeCall(name, site),
      exprName: 'percentage',
      valueRange: '[0.0, 1.0]',
      currentValue: String(percentage),
    })
  }
  return percentages
}
