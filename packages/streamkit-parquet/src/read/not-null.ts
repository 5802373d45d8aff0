import type { DataType, StructField } from '@streamkit/core/connector'

/** Finds the first null where a schema allows none. Null if every part of the field may be null: then there is nothing to look for. */
export function nullFinder(field: StructField): ((value: unknown) => string | null) | null {
  const inside = insideFinder(field.dataType, field.name)
  if (field.nullable) return inside === null ? null : (value) => (value === null ? null : inside(value))
  return (value) => (value === null ? field.name : (inside?.(value) ?? null))
}

type Finder = (value: unknown) => string | null

function insideFinder(type: DataType, column: string): Finder | null {
  switch (type.kind) {
    case 'array':
      return elementsFinder(
        partFinder(type.element, type.containsNull, `${column}.element`),
        (value) => value as unknown[],
      )
    case 'map': {
      const ofValues = partFinder(type.value, type.valueContainsNull, `${column}.value`)
      return elementsFinder(ofValues, (value) => [...(value as Map<unknown, unknown>).values()])
    }
    case 'struct': {
      const finders = type.fields.map(({ name, dataType, nullable }) =>
        partFinder(dataType, nullable, `${column}.${name}`),
      )
      if (finders.every((finder) => finder === null)) return null
      return (value) => firstFound(value as unknown[], (part, i) => finders[i]?.(part) ?? null)
    }
    default:
      return null
  }
}

function partFinder(type: DataType, nullable: boolean, column: string): Finder | null {
  return nullFinder({ name: column, dataType: type, nullable })
}

function elementsFinder(finder: Finder | null, parts: (value: unknown) => readonly unknown[]): Finder | null {
  return finder === null ? null : (value) => firstFound(parts(value), finder)
}

function firstFound(parts: readonly unknown[], find: (part: unknown, i: number) => string | null): string | null {
  for (let i = 0; i < parts.length; i++) {
    const found = find(parts[i], i)
    if (found !== null) return found
  }
  return null
}
