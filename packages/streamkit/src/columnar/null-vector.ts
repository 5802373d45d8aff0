import type { DataType } from '../types/data-type.ts'
import { columnBuilder } from './column-builder.ts'
import type { ColumnVector } from './column-vector.ts'

/** A column of nulls. */
export function nullVector(type: DataType, length: number): ColumnVector {
  const builder = columnBuilder(type, length)
  for (let i = 0; i < length; i++) builder.append(null)
  return builder.finish()
}
