import { AnalysisException } from '../errors/streamkit-error.ts'

/** Makes an object from the value of each name, by position. */
export type ObjectMaker = (valueAtPosition: (position: number) => unknown) => Record<string, unknown>

/**
 * Prepares plain objects with these names as their own properties, whatever the names are: `__proto__` too is a property like any other.
 *
 * Throws COLUMN_ALREADY_EXISTS for a name that comes twice: an object would keep one of the values and lose the other.
 */
export function objectMaker(names: readonly string[]): ObjectMaker {
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new AnalysisException('COLUMN_ALREADY_EXISTS', { columnName: `\`${twice}\`` })
  const count = names.length
  if (!names.includes('__proto__')) {
    return (valueAtPosition) => {
      const object: Record<string, unknown> = {}
      for (let i = 0; i < count; i++) object[names[i] as string] = valueAtPosition(i)
      return object
    }
  }
  return (valueAtPosition) => {
    const object: Record<string, unknown> = {}
    for (let i = 0; i < count; i++) {
      // an assignment to __proto__ would change the prototype instead
      Object.defineProperty(object, names[i] as string, {
        value: valueAtPosition(i),
        enumerable: true,
        configurable: true,
        writable: true,
      })
    }
    return object
  }
}

/** The value of an object's own property, or undefined: what the object inherits is no column. */
export function ownProperty(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
}
