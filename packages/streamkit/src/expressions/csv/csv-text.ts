import type { CsvTextOptions } from './csv-text-options.ts'

/** The fields of one line; null where a field is the text of null. A quote that is never closed, or goes on after its end, is plain text. */
export function csvFields(text: string, options: CsvTextOptions): readonly (string | null)[] {
  const fields: (string | null)[] = []
  let at = 0
  for (;;) {
    const quoted = options.quote !== '' && text.startsWith(options.quote, at) ? quotedField(text, at, options) : null
    if (quoted !== null) {
      fields.push(quoted.value === '' ? (options.emptyValue ?? '') : quoted.value)
      at = quoted.end
    } else {
      const separator = text.indexOf(options.separator, at)
      const end = separator < 0 ? text.length : separator
      const value = trimmed(text.slice(at, end), options, false)
      fields.push(value === options.nullValue || value === '' ? null : value)
      at = end
    }
    if (at >= text.length) return fields
    at += options.separator.length
  }
}

function quotedField(
  text: string,
  start: number,
  { quote, escape: escaping, separator }: CsvTextOptions,
): { readonly value: string; readonly end: number } | null {
  let value = ''
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] as string
    const next = text[at + 1]
    if (char === escaping && (next === quote || (next === escaping && escaping !== quote))) {
      value += next
      at++
    } else if (char === quote) {
      return next === undefined || text.startsWith(separator, at + 1) ? { value, end: at + 1 } : null
    } else value += char
  }
  return null
}

function trimmed(value: string, { trims }: CsvTextOptions, writing: boolean): string {
  const start = (trims.leading ?? writing) ? value.trimStart() : value
  return (trims.trailing ?? writing) ? start.trimEnd() : start
}

/** One line of these values. */
export function csvText(values: readonly (string | null)[], options: CsvTextOptions): string {
  return values.map((value) => writtenField(value, options)).join(options.separator)
}

function writtenField(given: string | null, options: CsvTextOptions): string {
  if (given === null) return options.nullValue
  const value = trimmed(given, options, true)
  const { quote, escape: escaping, separator } = options
  if (value === '') return options.emptyValue ?? `${quote}${quote}`
  const isSpecial = value.includes(separator) || (quote !== '' && value.includes(quote)) || /[\r\n]/.test(value)
  if (quote === '' || !(isSpecial || options.quoteAll)) return value
  const escaped = escaping === quote ? value : value.replaceAll(escaping, escaping + escaping)
  return `${quote}${escaped.replaceAll(quote, escaping + quote)}${quote}`
}
