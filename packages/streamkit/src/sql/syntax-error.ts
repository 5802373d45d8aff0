import { AnalysisException } from '../errors/streamkit-error.ts'

/** Where in an SQL text something is wrong. */
export interface SqlPlace {
  readonly text: string
  readonly at: number
}

/** PARSE_SYNTAX_ERROR with the line, the column and the text with a mark below it. `near` is what stands there. */
export function syntaxError({ text, at }: SqlPlace, near: string, hint = ''): AnalysisException {
  const place = { text, at }
  const { line, column } = lineAndColumn(place)
  return new AnalysisException('PARSE_SYNTAX_ERROR', {
    error: near,
    position: `line ${line}, column ${column}`,
    hint: hint === '' ? '' : `: ${hint}`,
    text: markedText(place),
  })
}

/** The line and the column of a place, both from 1. */
export function lineAndColumn({ text, at }: SqlPlace): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at).split(/\r\n|\n|\r/)
  return { line: before.length, column: (before.at(-1) as string).length + 1 }
}

/** The text on lines of its own, with a caret under the place. */
export function markedText(place: SqlPlace): string {
  const lines = place.text.split(/\r\n|\n|\r/)
  const { line, column } = lineAndColumn(place)
  const mark = `${'-'.repeat(column - 1)}^^^`
  return ['', ...lines.slice(0, line), mark, ...lines.slice(line)].join('\n')
}
