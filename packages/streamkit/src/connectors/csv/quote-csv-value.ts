import type { CsvWriteOptions } from './csv-write-options.ts'

/** How a text becomes a value of a CSV file. `isFirst`: in the first column, where a comment character has to be quoted. */
export type CsvQuoting = (text: string | null, isFirst: boolean) => string

/**
 * Spark's way to quote: a value is put into quotes if it begins with a quote, or holds the separator, a line end or (`escapeQuotes`) a quote. Inside, quotes
 * are escaped, and so are escapes, but only from the first quote or escape on. White space is taken off at both ends first, which may leave nothing.
 */
export function csvQuoting(options: CsvWriteOptions): CsvQuoting {
  const { quote, escape: escaper, sep, lineSep, nullValue, emptyValue } = options
  // with a line end of one character that one is meant, else any \n becomes the line end
  const newLine = lineSep.length === 1 ? lineSep : '\n'
  const triggers = new Set(['\n', '\r', ...lineSep, ...(options.escapeQuotes ? [quote] : [])])

  const triggersFrom = (text: string, from: number): boolean => {
    for (let i = from; i < text.length; i++) if (triggers.has(text[i] as string) || text.startsWith(sep, i)) return true
    return false
  }
  const escaped = (text: string, from: number): string => {
    let out = ''
    for (let i = from; i < text.length; i++) {
      const c = text[i] as string
      if (c === quote) out += escaper
      else if (c === escaper) out += options.charToEscapeQuoteEscaping
      out += c === newLine ? lineSep : c
    }
    return out
  }
  const trimEnd = (text: string): string => {
    let end = text.length
    while (options.ignoreTrailingWhiteSpace && end > 0 && text.charCodeAt(end - 1) <= 0x20) end--
    return text.slice(0, end)
  }
  const inQuotes = (text: string): string => quote + trimEnd(text) + quote
  const plain = (text: string, start: number): string => {
    for (let i = start; i < text.length; i++) {
      const c = text[i] as string
      if (c === quote || c === escaper) {
        return triggersFrom(text, i) ? inQuotes(text.slice(start, i) + escaped(text, i)) : trimEnd(text.slice(start))
      }
      if (triggers.has(c) || text.startsWith(sep, i)) return inQuotes(text.slice(start, i) + escaped(text, i))
    }
    return trimEnd(text.slice(start))
  }
  const written = (text: string, isFirst: boolean, isStandIn: boolean): string => {
    let start = 0
    while (options.ignoreLeadingWhiteSpace && start < text.length && text.charCodeAt(start) <= 0x20) start++
    const quotes =
      options.quoteAll || (start < text.length && (text[start] === quote || (isFirst && text[0] === options.comment)))
    if (!quotes) return plain(text, start)
    if (isStandIn && text.length >= 2 && text.startsWith(quote) && text.endsWith(quote)) return text
    return inQuotes(escaped(text, start))
  }
  return (text, isFirst) => {
    if (text === null) return written(nullValue, isFirst, true)
    if (text === '') return written(emptyValue, isFirst, true)
    const value = written(text, isFirst, false)
    return value === '' || value === quote + quote ? written(emptyValue, isFirst, true) : value
  }
}
