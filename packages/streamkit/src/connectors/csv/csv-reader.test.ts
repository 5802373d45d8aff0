import { describe, expect, test } from 'vitest'
import { type ReadCsv, readCsv } from '../../../test/csv/read-csv.ts'
import { simpleSchema } from '../../../test/csv/simple-schema.ts'
import { defaultChunkRows } from '../../columnar/column-batch.ts'
import { bigintType, decimalType, safeBigintType, structField, structType } from '../../types/data-type.ts'

const abc = simpleSchema('a STRING, b STRING, c STRING')
const rowsOf = async (what: ReadCsv) => (await readCsv(what)).rows

describe('columns', () => {
  const content = 'a,b,c\n1,x,2.5\n2,"y,z",3.5\n'
  const schema = simpleSchema('a INT, b STRING, c DOUBLE')

  test('chunks hold the requested columns and no others', async () => {
    const options = { header: 'true' }
    expect(await rowsOf({ content, schema, options, columns: [2, 1] })).toEqual([
      [2.5, 'x'],
      [3.5, 'y,z'],
    ])
    expect(await rowsOf({ content, schema, options, columns: [0] })).toEqual([[1], [2]])
  })

  test('without columns rows are only counted', async () => {
    const { batches } = await readCsv({ content, schema, options: { header: 'true' }, columns: [] })
    expect(batches).toEqual([{ length: 2, columns: [] }])
  })

  test('a bad value in a column that nobody asked for does not count, unless bad records are kept', async () => {
    const bad = { content: 'x,1,2\n', schema: simpleSchema('a INT, b STRING, c STRING'), columns: [1] }
    const { rows, events } = await readCsv({ ...bad, options: { mode: 'FAILFAST' } })
    expect([rows, events]).toEqual([[['1']], []])
    expect((await readCsv({ ...bad, keepBadRecords: true })).bad).toHaveLength(1)
  })

  test('text is handed out as bytes of the file, not as strings', async () => {
    const { batches } = await readCsv({ content: 'é,"q",z\n', schema: abc })
    expect(batches[0]?.columns.map((column) => column.kind)).toEqual(['utf8', 'utf8', 'utf8'])
  })

  test('a chunk that was handed out is not changed by what is read later', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `${i},"a\\"${i}",c${i}`)
    const { batches, rows } = await readCsv({ content: lines.join('\n'), schema: abc, tuning: { pieceBytes: 64 } })
    expect(batches.length).toBeGreaterThan(50)
    expect(rows).toEqual(lines.map((_, i) => [`${i}`, `a"${i}`, `c${i}`]))
  })

  test('chunks have no more rows than they should', async () => {
    const content = 'x,y,z\n'.repeat(defaultChunkRows + 100)
    const { batches } = await readCsv({ content, schema: abc })
    expect(batches.map((batch) => batch.length)).toEqual([defaultChunkRows, 100])
  })
})

describe('files', () => {
  test('a file without content, or with a header only, has no rows', async () => {
    for (const content of ['', '\n', 'a,b,c', 'a,b,c\n', '\ufeffa,b,c\r\n', '  \n\na,b,c\n']) {
      expect(await rowsOf({ content, schema: abc, options: { header: 'true' } })).toEqual([])
    }
  })

  test('what was appended after the file was logged is not read', async () => {
    expect(await rowsOf({ content: '1,2,3\n4,5,6\n', schema: abc, loggedSize: 6 })).toEqual([['1', '2', '3']])
  })

  test('a file that is shorter than it was logged is an error', async () => {
    await expect(readCsv({ content: '1,2,3\n', schema: abc, loggedSize: 20 })).rejects.toMatchObject({
      condition: 'FILE_CHANGED',
      messageParameters: { logged: '20 bytes', found: '6 bytes' },
    })
  })

  test('a byte order mark does not belong to the first value, in any encoding', async () => {
    const text = '\ufeffé,b,c\r\n'
    const utf16le = Buffer.from(text, 'utf16le')
    const utf32 = Buffer.alloc(4 * text.length)
    for (let i = 0; i < text.length; i++) utf32.writeUInt32BE(text.charCodeAt(i), 4 * i)
    const utf16be = Buffer.from(utf16le).swap16()
    const files: readonly (readonly [string, Uint8Array])[] = [
      ['UTF-8', Buffer.from(text)],
      ['utf-16', utf16le],
      ['UTF-16', utf16be],
      ['UTF-16LE', utf16le],
      ['UTF-16BE', utf16be],
      ['UTF-32', utf32],
    ]
    for (const [encoding, content] of files) {
      for (const pieceBytes of [1, 3, 100]) {
        const what = { content, schema: abc, options: { encoding }, tuning: { pieceBytes } }
        expect(await rowsOf(what), encoding).toEqual([['é', 'b', 'c']])
      }
    }
  })
})

describe('options', () => {
  test('an empty value in quotes is told from one without when null has another text', async () => {
    const content = '"",,x\n'
    expect(await rowsOf({ content, schema: abc, options: { nullValue: 'NULL' } })).toEqual([['', null, 'x']])
    expect(await rowsOf({ content, schema: abc, options: { emptyValue: '(empty)' } })).toEqual([['(empty)', null, 'x']])
    expect(await rowsOf({ content, schema: abc })).toEqual([[null, null, 'x']])
    const ints = simpleSchema('a INT, b INT, c STRING')
    expect(await rowsOf({ content, schema: ints, options: { emptyValue: '7' } })).toEqual([[7, null, 'x']])
  })

  test('a character that is switched off is an ordinary one', async () => {
    expect(await rowsOf({ content: '"a,b",c\n', schema: abc, options: { quote: '' } })).toEqual([['"a', 'b"', 'c']])
    expect(await rowsOf({ content: '"a\\",b,c\n', schema: abc, options: { escape: '' } })).toEqual([['a\\', 'b', 'c']])
  })

  test('an escape of the escape character is read only when it stands before one', async () => {
    const options = { charToEscapeQuoteEscaping: '#' }
    expect(await rowsOf({ content: '"a#\\\\"b",#c,d\n', schema: abc, options })).toEqual([['a\\"b', '#c', 'd']])
  })

  test('lines end where lineSep says and nowhere else', async () => {
    const what = { content: '1,a\nb,3;4,"5",6;', schema: abc, options: { lineSep: ';' } }
    expect(await rowsOf(what)).toEqual([
      ['1', 'a\nb', '3'],
      ['4', '5', '6'],
    ])
    expect(await rowsOf({ content: '1,2,3\r\n4,5\r,6\r\n', schema: abc, options: { lineSep: '\r\n' } })).toEqual([
      ['1', '2', '3'],
      ['4', '5\r', '6'],
    ])
  })

  test('unescaped quotes are handled as told', async () => {
    const content = '"a"b,c",d,e\n'
    const read = (unescapedQuoteHandling: string) =>
      rowsOf({ content, schema: abc, options: { unescapedQuoteHandling } })
    expect(await read('STOP_AT_DELIMITER')).toEqual([['"a"b', 'c"', 'd']])
    expect(await read('stop_at_closing_quote')).toEqual([['a"b,c', 'd', 'e']])
    expect(await read('SKIP_VALUE')).toEqual([[null, 'c"', 'd']])
    await expect(read('RAISE_ERROR')).rejects.toMatchObject({ condition: 'FAILED_READ_FILE.NO_HINT' })
    await expect(read('BACK_TO_DELIMITER')).rejects.toMatchObject({ condition: 'INVALID_CSV_OPTION' })
  })

  test('a comment is skipped where a record begins, not inside one', async () => {
    const content = '#one\n1,#2,3\n#"\n"#4",5,6\n'
    for (const multiLine of ['true', 'false']) {
      expect(await rowsOf({ content, schema: abc, options: { comment: '#', multiLine } })).toEqual([
        ['1', '#2', '3'],
        ['#4', '5', '6'],
      ])
    }
  })

  test('a quote or an escape that is not ASCII is read by csv-parse', async () => {
    const content = '§a,"b§,c\\,§d\\§e§\n'
    expect(await rowsOf({ content, schema: abc, options: { quote: '§' } })).toEqual([['a,"b', 'c\\', 'd§e']])
    expect(await rowsOf({ content: '1;2;3€4;5;6€', schema: abc, options: { lineSep: '€', sep: ';' } })).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ])
    const other = { quote: '§', unescapedQuoteHandling: 'SKIP_VALUE' }
    await expect(readCsv({ content, schema: abc, options: other })).rejects.toMatchObject({
      condition: 'INVALID_CSV_OPTION',
    })
  })

  test('a separator of several characters is found whole or not at all', async () => {
    for (const pieceBytes of [1, 2, 3, 100]) {
      const what = { content: 'a|b||"c||d"||e|\n€€ä€', schema: abc, tuning: { pieceBytes } }
      expect(await rowsOf({ ...what, options: { sep: '||' } })).toEqual([
        ['a|b', 'c||d', 'e|'],
        ['€€ä€', null, null],
      ])
      expect(await rowsOf({ ...what, options: { sep: '€' } })).toEqual([
        ['a|b||"c||d"||e|', null, null],
        [null, null, 'ä'],
      ])
    }
  })

  test('a header that does not fit is told of, and refused where the schema is not to be enforced', async () => {
    const content = 'a,x,c\n1,2,3\n'
    const { warnings } = await readCsv({ content, schema: abc, options: { header: 'true' } })
    expect(warnings).toMatchObject([{ difference: 'column 2 is `x`, the schema says `b`' }])
    const strict = { header: 'true', enforceSchema: 'false' }
    await expect(readCsv({ content: 'a,b\n1,2\n', schema: abc, options: strict })).rejects.toMatchObject({
      cause: { condition: 'CSV_HEADER_MISMATCH' },
    })
  })

  test('a value with too many characters ends the read; characters are counted, not bytes', async () => {
    const read = (content: string) =>
      readCsv({ content, schema: abc, options: { maxCharsPerColumn: '3' }, columns: [0] })
    expect((await read('äöü,b,c\n')).rows).toEqual([['äöü']])
    await expect(read('a,bbbb,c\n')).rejects.toMatchObject({ cause: { condition: 'TOO_MANY_CHARS_IN_COLUMN' } })
  })
})

describe('numbers and times', () => {
  test('64-bit integers are exact, and bad beyond their range', async () => {
    const schema = structType([structField('a', bigintType), structField('b', safeBigintType)])
    const content = [
      '9223372036854775807,9007199254740991',
      '-9223372036854775808,-9007199254740991',
      '-4294967297,-1',
      '9223372036854775808,1',
      '1,9007199254740992',
      '+000000000000000000000000012,-0',
    ].join('\n')
    expect(await rowsOf({ content, schema })).toEqual([
      [9223372036854775807n, 9007199254740991],
      [-9223372036854775808n, -9007199254740991],
      [-4294967297n, -1],
      [null, 1],
      [1n, null],
      [12n, 0],
    ])
  })

  test('decimals are exact, rounded half up, and bad when they are too large', async () => {
    const schema = structType([structField('a', decimalType(4, 2)), structField('b', decimalType(38, 0))])
    const long = '9'.repeat(38)
    const content = `99.994,${long}\n99.995,-${long}\n-0.005,1e37\n1e400000000,1e38\n12.3.4,0.5\n`
    expect(await rowsOf({ content, schema })).toEqual([
      [9999, BigInt(long)],
      [null, -BigInt(long)],
      [-1, 10n ** 37n],
      [null, null],
      [null, 1n],
    ])
  })

  test('no date or time that does not exist is read', async () => {
    const schema = simpleSchema('d DATE, t TIMESTAMP')
    const content =
      '0000-00-00,0000-00-00 00:00:00\n2023-02-29,9999-12-31T24:00\n2024-02-29,2024-01-01 00:00:00 Mars/Base\n'
    expect(await rowsOf({ content, schema })).toEqual([
      [null, null],
      [null, null],
      [19782, null],
    ])
  })

  test('a pattern of seconds is strict although bytes are read', async () => {
    const schema = simpleSchema('t TIMESTAMP, u TIMESTAMP')
    const options = { timestampFormat: "yyyy-MM-dd'T'HH:mm:ss" }
    const content = '2024-01-02T03:04:05,2024-01-02 03:04:05\n2024-01-02T03:04:05Z,2024-01-02T03:04:05.5\n'
    expect(await rowsOf({ content, schema, options })).toEqual([
      [1704164645000000, null],
      [null, null],
    ])
  })
})
