import { type Info, type Options, parse } from 'csv-parse'
import { parse as parseSync } from 'csv-parse/sync'
import type { CsvOptions } from './csv-options.ts'

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

/** Takes the text of a file with records of several lines apart. */
export async function* parseText(pieces: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<ParsedRecord> {
  const standIn = standIns[0] as string
  const parser = parse({
    ...parserOptions(options),
    record_delimiter: options.lineSep ?? ['\r\n', '\n', '\r'],
    comment: options.comment === '' ? null : options.comment,
    comment_no_infix: true,
    skip_empty_lines: true,
    raw: true,
    info: true,
  })
  const feeding = feed(parser, pieces, (text) => hideLoneEscapes(text, options, standIn))
  for await (const found of parser as AsyncIterable<{ record: ParsedValue[]; raw: string; info: Info }>) {
    const raw = found.raw.replaceAll(standIn, options.escape).replace(/^(?:\r\n|\n|\r)+|(?:\r\n|\n|\r)$/g, '')
    const innerLines = raw.split(/\r\n|\n|\r/).length - 1
    yield { values: restore(found.record, options, standIn), raw, line: found.info.lines - innerLines }
  }
  await feeding
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
function hideLoneEscapes(text: string, { escape, quote }: CsvOptions, standIn: string): string {
  if (escape === '' || escape === quote || standIn === '' || !text.includes(escape)) return text
  let out = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    const next = text[i + 1]
    if (char !== escape) out += char
    else if (next === quote || next === escape) {
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
