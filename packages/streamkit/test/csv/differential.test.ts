import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stringType, structField, structType } from '../../src/types/data-type.ts'
import { type CsvOutcome, type ReadCsv, readCsv } from './read-csv.ts'

// The byte scanner against csv-parse, and against itself on the same file cut elsewhere.

const strings = (width: number) => structType(Array.from({ length: width }, (_, i) => structField(`c${i}`, stringType)))

/** Texts that are hard on a parser: what it looks for, characters of one to four bytes, blanks. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', '1', ',', '"', '\\', '\n', '\r\n', ' ', '\t', '#', ';', "'", 'é', '€', '😀', '\0'),
  maxLength: 8,
})
const width = fc.integer({ min: 2, max: 6 })
const table = width.chain((columns) =>
  fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 12 }),
)
const cut = fc.record({ pieceBytes: fc.integer({ min: 1, max: 40 }), chunkRows: fc.integer({ min: 1, max: 8 }) })

const rfcField = (value: string, always: boolean): string =>
  always || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value

/** Some columns, ascending. */
const pick = (columns: number) => fc.subarray(Array.from({ length: columns }, (_, i) => i))

describe('files as RFC 4180 has them', () => {
  const options = { escape: '"', multiLine: 'true', nullValue: '(null)', lineSep: '\n' }

  test('the scanner finds what csv-parse finds, in any columns and however the file is cut', () =>
    fc.assert(
      fc.asyncProperty(
        table.chain((rows) =>
          fc.record({ rows: fc.constant(rows), columns: pick(rows[0]?.length ?? 0), always: fc.boolean(), cut }),
        ),
        async ({ rows, columns, always, cut: tuning }) => {
          const content = rows.map((row) => `${row.map((value) => rfcField(value, always)).join(',')}\n`).join('')
          const oracle = parse(content, { record_delimiter: '\n' }) as unknown as string[][]
          expect(oracle).toEqual(rows)
          const schema = strings(rows[0]?.length ?? 0)
          const { rows: found, events } = await readCsv({ content, schema, options, columns, tuning })
          // without quotes nothing is null
          const filled = found.map((row) => row.map((value) => value ?? ''))
          expect(filled).toEqual(oracle.map((row) => columns.map((i) => row[i])))
          expect(events).toEqual([])
        },
      ),
      { numRuns: 300 },
    ))
})

describe('the two readers', () => {
  interface Style {
    readonly multiLine: boolean
    readonly quote: string
    readonly escape: string
    readonly sep: string
    readonly end: string
    readonly trim: boolean
    readonly header: boolean
    readonly comment: string
  }
  const style: fc.Arbitrary<Style> = fc.record({
    multiLine: fc.boolean(),
    quote: fc.constantFrom('"', "'"),
    escape: fc.constantFrom('\\', 'same as quote'),
    sep: fc.constantFrom(',', ';', '\t', '::', 'é'),
    end: fc.constantFrom('\n', '\r\n'),
    trim: fc.boolean(),
    header: fc.boolean(),
    comment: fc.constantFrom('', '#'),
  })

  const escaperOf = ({ quote, escape: chosen }: Style): string => (chosen === '\\' ? '\\' : quote)

  /** A value as a careful program writes it: in quotes wherever it could be taken for something else. */
  function written(value: string, s: Style): string {
    const escaper = escaperOf(s)
    // the first line end of a file decides, also one inside quotes
    const inLine = value.replaceAll(/\r?\n/g, s.multiLine ? s.end : ' ')
    const special = [s.quote, s.escape === '\\' ? '\\' : s.quote, s.sep, '\n', '\r', '#'].some((c) =>
      inLine.includes(c),
    )
    if (!special && inLine.trim() === inLine && !/[\0\t ]/.test(inLine)) return inLine
    const escaped = inLine.replaceAll(escaper, escaper + escaper)
    return s.quote + (escaper === s.quote ? escaped : escaped.replaceAll(s.quote, escaper + s.quote)) + s.quote
  }

  test('agree on what careful programs write', () =>
    fc.assert(
      fc.asyncProperty(table, style, cut, async (rows, s, tuning) => {
        const lines = rows.map((row) => row.map((value) => written(value, s)).join(s.trim ? ` ${s.sep} ` : s.sep))
        if (s.comment !== '') lines.splice(1, 0, '#a comment', '')
        const options = {
          sep: s.sep,
          quote: s.quote,
          escape: escaperOf(s),
          comment: s.comment,
          header: String(s.header),
          multiLine: String(s.multiLine),
          ignoreLeadingWhiteSpace: String(s.trim),
          ignoreTrailingWhiteSpace: String(s.trim),
          nullValue: '(null)',
        }
        const what = { content: lines.join(s.end), schema: strings(rows[0]?.length ?? 0), options }
        // a separator that is blank is trimmed by one and not by the other
        fc.pre(!(s.trim && s.sep === '\t'))
        await expectSame(what, { ...what, tuning: { ...tuning, road: 'csv-parse' } }, tuning)
      }),
      { numRuns: 400 },
    ))

  async function expectSame(one: ReadCsv, other: ReadCsv, tuning: ReadCsv['tuning']): Promise<void> {
    const scanned = await readCsv({ ...one, ...(tuning === undefined ? {} : { tuning }) })
    const parsed = await readCsv(other)
    expect(scanned.rows).toEqual(parsed.rows)
    expect(scanned.events).toEqual(parsed.events)
  }
})

describe('any bytes at all', () => {
  const bytes = fc.oneof(
    fc
      .string({ unit: fc.constantFrom('a', ',', '"', '\\', '\n', '\r', ' ', '#', '|', 'é'), maxLength: 60 })
      .map((t) => Buffer.from(t)),
    fc.uint8Array({ maxLength: 60 }),
  )
  const options = fc.record(
    {
      multiLine: fc.constantFrom('true', 'false'),
      escape: fc.constantFrom('"', '\\', ''),
      charToEscapeQuoteEscaping: fc.constantFrom('', '\\', '#'),
      sep: fc.constantFrom(',', '||', ',,', '"'),
      comment: fc.constantFrom('', '#'),
      lineSep: fc.constantFrom('\n', '\r\n', '|', 'aa'),
      ignoreLeadingWhiteSpace: fc.constantFrom('true', 'false'),
      ignoreTrailingWhiteSpace: fc.constantFrom('true', 'false'),
      unescapedQuoteHandling: fc.constantFrom(
        'STOP_AT_DELIMITER',
        'STOP_AT_CLOSING_QUOTE',
        'SKIP_VALUE',
        'RAISE_ERROR',
      ),
      nullValue: fc.constantFrom('', 'a'),
      emptyValue: fc.constantFrom('', 'a', 'empty'),
    },
    { requiredKeys: [] },
  )

  const outcome = async (what: ReadCsv): Promise<unknown> => {
    try {
      const { rows, events, bad } = await readCsv(what)
      return [rows, total(events), bad]
    } catch (error) {
      return (error as { condition?: string }).condition ?? error
    }
  }

  /** Chunks report on their own: what counts is the sum. */
  const total = (events: CsvOutcome['events']): unknown => {
    const sums = new Map<string, number>()
    for (const { reason, count } of events) sums.set(reason, (sums.get(reason) ?? 0) + count)
    return sums
  }

  test('give the same rows, reports and dead letters however they are cut', () =>
    fc.assert(
      fc.asyncProperty(bytes, options, cut, fc.boolean(), async (content, given, tuning, keepBadRecords) => {
        const what = { content, schema: strings(3), options: given, keepBadRecords }
        expect(await outcome({ ...what, tuning })).toEqual(await outcome(what))
      }),
      { numRuns: 1500 },
    ))

  test('give the same values in a column whichever others are read', () =>
    fc.assert(
      fc.asyncProperty(bytes, options, fc.integer({ min: 0, max: 2 }), async (content, given, column) => {
        const what = { content, schema: strings(3), options: given }
        const all = await readCsv(what).catch(() => null)
        const one = await readCsv({ ...what, columns: [column] }).catch(() => null)
        expect(one?.rows).toEqual(all?.rows.map((row) => [row[column]]))
      }),
      { numRuns: 500 },
    ))
})
