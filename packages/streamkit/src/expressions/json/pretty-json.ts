import { copyScalar } from './copy-json.ts'
import { JsonCursor } from './json-cursor.ts'
import { writeJsonString } from './json-string.ts'

/** Lays out JSON text as Jackson's pretty printer: a field a line, arrays on one. */
export function prettyJson(text: string): string {
  return layOut(new JsonCursor(text), '')
}

function layOut(cursor: JsonCursor, indent: string): string {
  const kind = cursor.kind()
  if (kind === 'object') {
    const inner = `${indent}  `
    const fields: string[] = []
    cursor.object((name) => fields.push(`\n${inner}${writeJsonString(name)} : ${layOut(cursor, inner)}`))
    return fields.length === 0 ? '{ }' : `{${fields.join(',')}\n${indent}}`
  }
  if (kind === 'array') {
    const elements: string[] = []
    cursor.array(() => elements.push(layOut(cursor, indent)))
    return elements.length === 0 ? '[ ]' : `[ ${elements.join(', ')} ]`
  }
  return copyScalar(cursor)
}
