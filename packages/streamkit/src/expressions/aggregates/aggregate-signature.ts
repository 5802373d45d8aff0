import { AnalysisException } from '../../errors/streamkit-error.ts'
import { booleanType, type DataType, doubleType, isIntegral, isNumeric, sqlType } from '../../types/data-type.ts'
import type { CallSite } from '../function-definition.ts'
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
 * The type that an argument is cast to: numbers, booleans and what can be ordered stay as they are; text becomes a number where one is needed, and so does a null. Throws
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
      if (type.kind === 'string' || type.kind === 'void') return { kind: 'bigint', as: 'bigint' }
      return isIntegral(type) ? type : null
    case 'double':
    case 'numeric':
      if (type.kind === 'string' || type.kind === 'void') return doubleType
      return isNumeric(type) ? (wanted === 'double' ? doubleType : type) : null
  }
}
