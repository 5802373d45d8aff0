import { AnalysisException } from '../errors/streamkit-error.ts'

/**
 * The parts of a column name as Spark reads it: dots separate a frame's alias, a column and nested fields; a part in backquotes may hold dots, two backquotes
 * stand for one. Throws INVALID_ATTRIBUTE_NAME.
 */
export function attributeName(name: string): readonly string[] {
  const part = /`((?:[^`]|``)*)`|([^.`]+)/y
  const parts: string[] = []
  let at = 0
  for (;;) {
    part.lastIndex = at
    const match = part.exec(name)
    if (match === null) throw new AnalysisException('INVALID_ATTRIBUTE_NAME', { name })
    parts.push(match[1]?.replaceAll('``', '`') ?? (match[2] as string))
    at = part.lastIndex
    if (at === name.length) return parts
    if (name[at] !== '.') throw new AnalysisException('INVALID_ATTRIBUTE_NAME', { name })
    at++
  }
}
