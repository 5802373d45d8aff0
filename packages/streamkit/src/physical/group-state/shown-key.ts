import type { StateSegment } from '../../contracts/state-layout.ts'
import { type StructType, structField } from '../../types/data-type.ts'

/** The grouping columns as the state reader shows them. */
export function shownKey({ fields }: StructType): StateSegment {
  return { kind: 'values', fields: fields.map(({ name, dataType }) => structField(name, dataType)) }
}
