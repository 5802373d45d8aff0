import { doubleToString } from '../numbers/double-to-string.ts'
import type { JsonCursor } from './json-cursor.ts'
import { writeJsonString } from './json-string.ts'

/** Reads the next value and writes it again, compact: numbers as Java writes them, so that `1.50` becomes `1.5`. */
export function copyJson(cursor: JsonCursor): string {
  const kind = cursor.kind()
  switch (kind) {
    case 'object': {
      const fields: string[] = []
      cursor.object((name) => fields.push(`${writeJsonString(name)}:${copyJson(cursor)}`))
      return `{${fields.join(',')}}`
    }
    case 'array': {
      const elements: string[] = []
      cursor.array(() => elements.push(copyJson(cursor)))
      return `[${elements.join(',')}]`
    }
    case 'string':
      return writeJsonString(cursor.string())
    case 'int':
      return BigInt(cursor.number()).toString()
    case 'float': {
      const value = Number(cursor.number())
      return Number.isFinite(value) ? doubleToString(value) : `"${value}"`
    }
    default:
      cursor.word()
      return kind
  }
}

/** Reads the next value, which is no object and no array, and gives the text that stood there. */
export function copyScalar(cursor: JsonCursor): string {
  cursor.kind()
  const start = cursor.at
  cursor.skip()
  return cursor.text.slice(start, cursor.at)
}

/** Reads the next value as text: a string without its quotes, everything else as {@link copyJson} has it. */
export function jsonAsText(cursor: JsonCursor): string {
  return cursor.kind() === 'string' ? cursor.string() : copyJson(cursor)
}
