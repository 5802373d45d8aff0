import { copyJson, jsonAsText } from './copy-json.ts'
import { JsonCursor } from './json-cursor.ts'
import { plainLeniency } from './json-leniency.ts'
import type { JsonPathStep } from './json-path.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

/**
 * The value at a path as text: strings without quotes, the rest as JSON; several values (of `*`) as an array. Null when nothing is there, when
 * it is null, or when the text is no JSON.
 */
export function jsonPathValue(text: string, steps: readonly JsonPathStep[]): string | null {
  try {
    const cursor = new JsonCursor(text, plainLeniency)
    if (cursor.isBlank) return null
    const found = walk(cursor, steps, false)
    if (found.length === 0) return null
    return found.length === 1 ? (found[0] as string) : `[${found.join(',')}]`
  } catch (e) {
    if (e instanceof JsonSyntaxError) return null
    throw e
  }
}

/** Reads the next value and gives what the steps lead to. `quoted`: strings keep their quotes, nulls count. */
function walk(cursor: JsonCursor, steps: readonly JsonPathStep[], quoted: boolean): readonly string[] {
  const [step, ...rest] = steps
  const kind = cursor.kind()
  if (step === undefined) {
    if (kind === 'null' && !quoted) {
      cursor.word()
      return []
    }
    return [quoted ? copyJson(cursor) : jsonAsText(cursor)]
  }
  if (step === '*') return kind === 'array' ? all(cursor, rest) : nothing(cursor)
  if ('field' in step) {
    if (kind !== 'object') return nothing(cursor)
    let found: readonly string[] = []
    cursor.object((name) => {
      if (name === step.field && found.length === 0) found = walk(cursor, rest, quoted)
      else cursor.skip()
    })
    return found
  }
  if (kind !== 'array') return nothing(cursor)
  let found: readonly string[] = []
  let i = 0
  cursor.array(() => {
    if (i++ === step.index) found = walk(cursor, rest, quoted)
    else cursor.skip()
  })
  return found
}

/** Inside an array strings cannot go without quotes. */
function all(cursor: JsonCursor, rest: readonly JsonPathStep[]): readonly string[] {
  const found: string[] = []
  cursor.array(() => found.push(...walk(cursor, rest, true)))
  return found
}

function nothing(cursor: JsonCursor): readonly string[] {
  cursor.skip()
  return []
}
