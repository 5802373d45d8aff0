import type { DataType } from '../types/data-type.ts'

/** Whether there is a map in the type: maps have no equality. */
export function hasMap(type: DataType): boolean {
  switch (type.kind) {
    case 'map':
      return true
    case 'array':
      return hasMap(type.element)
    case 'struct':
      return type.fields.some((field) => hasMap(field.dataType))
    default:
      return false
  }
}
