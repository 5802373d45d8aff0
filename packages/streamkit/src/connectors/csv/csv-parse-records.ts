import { type Info, type Options, parse } from 'csv-parse'
import { parse as parseSync } from 'csv-parse/sync'
import type { CsvOptions } from './csv-options.ts'
import type { LineEnding } from './dialect.ts'

// The one place that knows csv-parse.

/** A value, and whether it stood in quotes. */
export interface ParsedValue {
  readonly text: string
  readonly quoted: boolean
}
/** A record of a file of several lines a record. */
export interface ParsedRecord {
  readonly values: readonly ParsedValue[]
  readonly raw: string
  readonly line: number
}

/** Characters that no text should hold stand in for escapes that escape nothing, which csv-parse would take out. */
const standIns = ['\ufdd0', '\ufdd1', '\ufdd2', '\ufdd3']
/** No line holds this: it was split at its line ends before. */
const noDelimiter = '\n\ufdef\n'

function parserOptions(options: CsvOptions): Options {
  return {
    delimiter: options.sep,
    quote: options.quote === '' ? null : options.quote,
    escape: options.quote === '' || options.escape === '' ? null : options.escape,
    ltrim: options.ignoreLeadingWhiteSpace,
    rtrim: options.ignoreTrailingWhiteSpace,
    relax_quotes: true,
    relax_column_count: true,
    cast: (text, { quoting }): ParsedValue => ({ text, quoted: quoting }),
  }
}

/** Takes one line apart. A quote that is never closed ends with the line. */
export function parseLine(line: string, options: CsvOptions): readonly ParsedValue[] {
  const standIn = standIns.find((char) => !line.includes(char)) ?? ''
  const given = hideLoneEscapes(line, options, standIn)
  const settings: Options = { ...parserOptions(options), record_delimiter: noDelimiter }
  const records = closed(given, options, (text) => parseSync(text, settings) as unknown as ParsedValue[][])
  return restore(records[0] ?? [], options, standIn)
}

function closed<T>(text: string, options: CsvOptions, read: (text: string) => T): T {
  try {
    return read(text)
  } catch (error) {
    if ((error as { code?: string }).code !== 'CSV_QUOTE_NOT_CLOSED') throw error
    return read(text + options.quote)
  }
}

/** The text of a file, in pieces that do not end inside a line end or an escape sequence, and how its lines end. */
export interface FileText {
  readonly pieces: AsyncIterable<string>
  readonly ending: LineEnding
}

const delimiters: Readonly<Record<LineEnding, readonly string[]>> = {
  lf: ['\n'],
  crlf: ['\r\n', '\n'],
  cr: ['\r\n', '\n', '\r'],
}
const foreignEnds: Readonly<Record<LineEnding, RegExp>> = { lf: /\n/g, crlf: /\r\n/g, cr: /\r\n?/g }

/** Takes the text of a file with records of several lines apart. */
export async function* parseText({ pieces, ending }: FileText, options: CsvOptions): AsyncGenerator<ParsedRecord> {
  const standIn = standIns[0] as string
  const ends = options.lineSep === null ? [...(delimiters[ending] ?? [])] : [options.lineSep]
  const parser = parse({
    ...parserOptions(options),
    record_delimiter: ends,
    comment: options.comment === '' ? null : options.comment,
    comment_no_infix: true,
    skip_empty_lines: true,
    raw: true,
    info: true,
  })
  const feeding = feed(parser, pieces, (text) => hideLoneEscapes(text, options, standIn))
  const normalize = (text: string): string =>
    options.lineSep === null ? text.replace(foreignEnds[ending], '\n') : text
  for await (const found of parser as AsyncIterable<{ record: ParsedValue[]; raw: string; info: Info }>) {
    const raw = withoutEnds(found.raw.replaceAll(standIn, options.escape), ends)
    const innerLines = raw.split(/\r\n|\n|\r/).length - 1
    const values = restore(found.record, options, standIn)
    yield {
      values: values.map((value) => (value.quoted ? { ...value, text: normalize(value.text) } : value)),
      raw,
      line: found.info.lines - innerLines,
    }
  }
  await feeding
}

/** A record without the blank lines before it and the line end behind it. */
function withoutEnds(raw: string, ends: readonly string[]): string {
  let text = raw
  for (let end = ends.find((e) => text.startsWith(e)); end !== undefined; end = ends.find((e) => text.startsWith(e))) {
    text = text.slice(end.length)
  }
  const last = ends.find((end) => text.endsWith(end))
  return last === undefined ? text : text.slice(0, -last.length)
}

async function feed(
  parser: ReturnType<typeof parse>,
  pieces: AsyncIterable<string>,
  prepare: (text: string) => string,
): Promise<void> {
  try {
    for await (const piece of pieces) {
      if (!parser.write(prepare(piece))) await new Promise((resolve) => parser.once('drain', resolve))
    }
    parser.end()
  } catch (error) {
    parser.destroy(error as Error)
  }
}

/** An escape before anything but a quote or an escape is text, in quotes and outside. */
function hideLoneEscapes(text: string, { escape: escaper, quote }: CsvOptions, standIn: string): string {
  if (escaper === '' || escaper === quote || standIn === '' || !text.includes(escaper)) return text
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    const next = text[i + 1]
    if (char !== escaper) out += char
    else if (next === quote || next === escaper) {
      out += char + next
      i++
    } else out += standIn
  }
  return out
}

function restore(values: readonly ParsedValue[], options: CsvOptions, standIn: string): readonly ParsedValue[] {
  if (standIn === '' || options.escape === options.quote) return values
  return values.map((value) => ({ ...value, text: value.text.replaceAll(standIn, options.escape) }))
}
