import type { StructType } from '../types/data-type.ts'
import { objectMaker } from './object-maker.ts'
import { toExternal } from './to-external.ts'

/** One row object of internal values, one for each field. For many rows there is {@link rowReader}. */
export function rowObject(schema: StructType, row: readonly unknown[]): Readonly<Record<string, unknown>> {
  const make = objectMaker(schema.fields.map(({ name }) => name))
  const values = schema.fields.map(({ dataType }, i) => toExternal(dataType)(row[i]))
  return make((i) => values[i]) as Readonly<Record<string, unknown>>
}
