import { describe, expect, test } from 'vitest'
import { type ReadCsv, readCsv } from '../../../test/csv/read-csv.ts'
import { simpleSchema } from '../../../test/csv/simple-schema.ts'
import { stringType, structField, structType } from '../../types/data-type.ts'

const abc = simpleSchema('a STRING, b STRING, c STRING')
const rowsOf = async (what: ReadCsv) => (await readCsv(what)).rows

describe('malformed records', () => {
  const schema = simpleSchema('id INT, price DECIMAL(10,2) NOT NULL, _corrupt_record STRING')
  const content = 'id,price\n1,2.50\nx,3\n2,\n3,4,5\n4,5.005\n\n"5"\n'

  test('PERMISSIVE keeps what a row can hold and reports everything', async () => {
    const { rows, events } = await readCsv({ content, schema, options: { header: 'true' } })
    expect(rows).toEqual([
      [1, 250, null],
      [null, 300, 'x,3'],
      [3, 400, '3,4,5'],
      [4, 501, null],
    ])
    expect(events).toEqual([
      { kind: 'badRecord', count: 1, reason: 'column `id` is no INT' },
      { kind: 'badRecord', count: 1, reason: 'column `price` must not be null' },
      { kind: 'badRecord', count: 2, reason: 'not 2 columns' },
    ])
  })

  test('with a place for bad records they go there and nowhere else, with their physical line', async () => {
    const { rows, bad } = await readCsv({ content, schema, options: { header: 'true' }, keepBadRecords: true })
    expect(rows.map((row) => row[0])).toEqual([1, 4])
    const file = '/data/file.csv'
    expect(bad).toEqual([
      { file, line: 3, text: 'x,3', column: 'id', reason: 'column `id` is no INT' },
      { file, line: 4, text: '2,', column: 'price', reason: 'column `price` must not be null' },
      { file, line: 5, text: '3,4,5', column: null, reason: '3 columns instead of 2' },
      { file, line: 8, text: '"5"', column: null, reason: '1 columns instead of 2' },
    ])
  })

  test('lines are counted inside quoted values too, and the text is as it was in the file', async () => {
    const multi = 'a,b,c\n1,"x\ny""z",3\n#\n\n"p\n\nq",2\n4,5,"6\n'
    for (const pieceBytes of [1, 5, 1000]) {
      const { bad, rows } = await readCsv({
        content: multi,
        schema: simpleSchema('a INT, b STRING, c INT'),
        options: { header: 'true', multiLine: 'true', escape: '"', comment: '#' },
        keepBadRecords: true,
        tuning: { pieceBytes },
      })
      expect(rows).toEqual([[1, 'x\ny"z', 3]])
      expect(bad.map(({ line, text }) => [line, text])).toEqual([
        [6, '"p\n\nq",2'],
        [9, '4,5,"6\n'],
      ])
    }
  })

  test('FAILFAST names file, line and reason, and not the data', async () => {
    const read = readCsv({ content: '1,2\nsecret,3\n', schema, options: { mode: 'FAILFAST' } })
    await expect(read).rejects.toMatchObject({
      condition: 'FAILED_READ_FILE.NO_HINT',
      cause: { messageParameters: { path: '/data/file.csv', line: '2', reason: 'column `id` is no INT' } },
    })
    await expect(read).rejects.not.toThrow(/secret/)
  })

  test('a chunk of malformed records only is no chunk', async () => {
    const { batches, events } = await readCsv({ content: 'x,1\ny,2\n', schema, options: { mode: 'DROPMALFORMED' } })
    expect([batches, events]).toEqual([[], [{ kind: 'badRecord', count: 2, reason: 'column `id` is no INT' }]])
  })
})

describe('hostile input', () => {
  test('names of columns are never looked up in an object', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const schema = structType(names.map((name) => structField(name, stringType)))
    const content = `${names.join(',')}\n1,2,3,4\n`
    expect(await rowsOf({ content, schema, options: { header: 'true', enforceSchema: 'false' } })).toEqual([
      ['1', '2', '3', '4'],
    ])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('a quote that is never closed ends with its line, or at the limit of a record', async () => {
    const content = `"${'x\n'.repeat(50_000)}`
    const one = simpleSchema('a STRING')
    expect(await rowsOf({ content, schema: one, tuning: { pieceBytes: 1000 } })).toHaveLength(50_000)
    const options = { multiLine: 'true', maxRecordBytes: '20000' }
    await expect(readCsv({ content, schema: one, options, tuning: { pieceBytes: 1000 } })).rejects.toMatchObject({
      cause: { condition: 'RECORD_TOO_LARGE', messageParameters: { line: '1', limit: '20000' } },
    })
  })

  test('whether a record is too large does not depend on how the file is cut', async () => {
    const content = `a,b,c\n${'y'.repeat(500)},b,c\n`
    for (const pieceBytes of [16, 100, 10_000]) {
      const read = (maxRecordBytes: string) =>
        readCsv({ content, schema: abc, options: { maxRecordBytes }, tuning: { pieceBytes } })
      await expect(read('503')).rejects.toMatchObject({ cause: { condition: 'RECORD_TOO_LARGE' } })
      expect((await read('504')).rows).toHaveLength(2)
    }
  })

  test('a record with a hundred thousand columns is refused, or read when that is wanted', async () => {
    const content = `${'x,'.repeat(99_999)}x\n`
    await expect(readCsv({ content, schema: abc })).rejects.toMatchObject({
      cause: { condition: 'TOO_MANY_COLUMNS', messageParameters: { count: '100000', limit: '20480', line: '1' } },
    })
    const { rows } = await readCsv({ content, schema: abc, options: { maxColumns: '100000' } })
    expect(rows).toEqual([['x', 'x', 'x']])
    const wide = structType(Array.from({ length: 100_000 }, (_, i) => structField(`c${i}`, stringType)))
    expect((await readCsv({ content, schema: wide, options: { maxColumns: '100000' } })).rows[0]).toHaveLength(100_000)
  })

  test('NUL bytes are text, and bytes that are no UTF-8 become replacement characters', async () => {
    expect(await rowsOf({ content: 'a\0b,"\0",c\n', schema: abc })).toEqual([['a\0b', '\0', 'c']])
    const content = Uint8Array.from([0x61, 0xff, 0x2c, 0xc3, 0x28, 0x2c, 0xe2, 0x82, 0x0a, 0xf0, 0x9f])
    for (const pieceBytes of [1, 2, 3, 4, 100]) {
      expect(await rowsOf({ content, schema: abc, tuning: { pieceBytes } })).toEqual([
        ['a\ufffd', '\ufffd(', '\ufffd'],
        ['\ufffd', null, null],
      ])
    }
  })

  test('a file that ends in the middle of anything has defined rows', async () => {
    const ends = ['"', '"a', '"a\\', '"a\\"', '"a"', '"a" ', '"a"b', '\r', '"\r', ',', '"",', '\\', '"a""']
    for (const end of ends) {
      for (const multiLine of ['true', 'false']) {
        const read = (pieceBytes: number) =>
          rowsOf({ content: `1,2,3\n${end}`, schema: abc, options: { multiLine }, tuning: { pieceBytes } })
        expect(await read(1), JSON.stringify(end)).toEqual(await read(1000))
      }
    }
  })
})
