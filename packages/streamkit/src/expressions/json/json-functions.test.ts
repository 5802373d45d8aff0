import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluateCall } from '../../../test/support/evaluate-call.ts'
import {
  arrayType,
  bigintType,
  type DataType,
  decimalType,
  intType,
  mapType,
  safeBigintType,
  stringType,
  structField,
  structType,
  timestampType,
} from '../../types/data-type.ts'
import { parseDdl } from '../../types/ddl.ts'
import { literal } from '../literal.ts'

const fromJson = (text: string, ddl: string, options: Record<string, string | boolean> = {}): unknown =>
  evaluateCall('from_json', [text], { parameters: { schema: parseDdl(ddl), options } })
const toJson = (value: unknown, type: DataType, options: Record<string, string | boolean> = {}): unknown =>
  evaluateCall('to_json', [literal(value, type)], { parameters: { options } })

describe('from_json', () => {
  test('reads nested values', () => {
    const ddl = 'a STRUCT<b: ARRAY<INT>, c: MAP<STRING, DOUBLE>>, d BOOLEAN'
    expect(fromJson('{"a":{"b":[1,null],"c":{"x":1,"y":2.5}},"d":true,"e":[{}]}', ddl)).toEqual([
      [
        [1, null],
        new Map([
          ['x', 1],
          ['y', 2.5],
        ]),
      ],
      true,
    ])
  })

  test('keeps big integers and decimals exactly', () => {
    const text = '{"a":9223372036854775807,"b":12345678901234567890.123456789,"c":0.1}'
    expect(fromJson(text, 'a BIGINT, b DECIMAL(30, 9), c DECIMAL(5, 2)')).toEqual([
      9_223_372_036_854_775_807n,
      12_345_678_901_234_567_890_123_456_789n,
      10,
    ])
    expect(fromJson('{"a":9223372036854775808}', 'a BIGINT')).toEqual([null])
  })

  test('a column of safe integers refuses what is none', () => {
    const schema = structType([structField('a', safeBigintType)])
    expect(evaluateCall('from_json', ['{"a":9007199254740991}'], { parameters: { schema } })).toEqual([2 ** 53 - 1])
    expect(evaluateCall('from_json', ['{"a":9007199254740992}'], { parameters: { schema } })).toEqual([null])
  })

  test('a value of another kind is null and the others are kept', () => {
    const ddl = 'a INT, b DOUBLE, c BOOLEAN, d DATE, e ARRAY<INT>, f INT'
    expect(fromJson('{"a":"1","b":"1.5","c":1,"d":"x","e":[1,"x",{"f":9}],"f":7}', ddl)).toEqual([
      null,
      null,
      null,
      null,
      null,
      7,
    ])
  })

  test('of nested structs only the bad field is lost', () => {
    expect(
      fromJson(
        '{"a":{"b":"x","c":1},"d":[{"b":"x","c":2}]}',
        'a STRUCT<b: INT, c: INT>, d ARRAY<STRUCT<b: INT, c: INT>>',
      ),
    ).toEqual([[null, 1], [[null, 2]]])
  })

  test('malformed text gives nulls, and so does the wrong kind of root', () => {
    const texts = [
      '{"a":1',
      'junk',
      '{"a":01}',
      '{"a":1,}',
      '{"a":tru}',
      '{"a":"\n"}',
      '{"a":"\\x"}',
      '[1]',
      '1',
      'null',
      '{"a":1.}',
      '{a:1}',
    ]
    for (const text of texts) expect(fromJson(text, 'a INT'), text).toEqual([null])
    expect(fromJson('  ', 'a INT')).toBeNull()
    expect(fromJson('{"a":1}}', 'a INT')).toEqual([1])
    expect(fromJson('['.repeat(2000), 'a INT')).toEqual([null])
    expect(fromJson(`{"b":${'['.repeat(2000)}${']'.repeat(2000)},"a":1}`, 'a INT')).toEqual([null])
  })

  test('options allow more', () => {
    expect(
      fromJson("{a:'x\\q' /* c */,}".replace(',}', '}'), 'a STRING', {
        allowUnquotedFieldNames: true,
        allowComments: true,
        allowBackslashEscapingAnyCharacter: true,
      }),
    ).toEqual(['xq'])
    expect(fromJson('{"a":007}', 'a INT', { allowNumericLeadingZeros: true })).toEqual([7])
    expect(fromJson('{"a":"\t"}', 'a STRING', { allowUnquotedControlChars: true })).toEqual(['\t'])
    expect(fromJson("{'a':1}", 'a INT', { allowSingleQuotes: 'false' })).toEqual([null])
    expect(fromJson('{"a":NaN,"b":-INF}', 'a DOUBLE, b DOUBLE')).toEqual([Number.NaN, Number.NEGATIVE_INFINITY])
    expect(fromJson('{"a":NaN}', 'a DOUBLE', { allowNonNumericNumbers: false })).toEqual([null])
  })

  test('times are read by format and zone', () => {
    const ddl = 'a TIMESTAMP, b DATE, c TIMESTAMP_NTZ'
    const options = { timestampFormat: 'dd/MM/yyyy HH:mm', dateFormat: 'yyyyMMdd', timeZone: '+01:00' }
    expect(fromJson('{"a":"02/01/2024 03:04","b":"20240102","c":"2024-01-02T03:04:05"}', ddl, options)).toEqual([
      Date.parse('2024-01-02T02:04:00Z') * 1000,
      19_724,
      Date.parse('2024-01-02T03:04:05Z') * 1000,
    ])
    expect(fromJson('{"a":1704164645}', 'a TIMESTAMP')).toEqual([1_704_164_645_000_000])
  })

  test('hostile text is a value or a bad record, nothing else', () => {
    const deep = 100_000
    expect(fromJson(`${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`, 'a STRING')).toEqual([null])
    expect(fromJson(`{"a":${'9'.repeat(100_000)}}`, 'a STRING')).toEqual([null])
    expect(
      fromJson('{"a":1e400,"b":1e-999999999,"c":1e999999999}', 'a DOUBLE, b DECIMAL(5, 2), c DECIMAL(5, 2)'),
    ).toEqual([Number.POSITIVE_INFINITY, 0, null])
    expect(fromJson('{"__proto__":{"x":1},"constructor":2,"toString":3}', '__proto__ STRING, constructor INT')).toEqual(
      ['{"x":1}', 2],
    )
    expect(fromJson('{"a":"constructor","b":"__proto__"}', 'a DOUBLE, b TIMESTAMP')).toEqual([null, null])
    expect(fromJson('{"a":"\\ud800"}', 'a STRING')).toEqual(['\ud800'])
    expect(({} as { x?: unknown }).x).toBeUndefined()
  })

  test('the mode FAILFAST names what is wrong', () => {
    expect(fromJson('{"a":"x"}', 'a INT', { mode: 'failfast' })).toEqual({ error: 'CANNOT_PARSE_JSON_FIELD' })
    expect(fromJson('{"a":', 'a INT', { mode: 'FAILFAST' })).toEqual({ error: 'MALFORMED_JSON_RECORD' })
    expect(fromJson('{"a":1}', 'a INT', { mode: 'DROPMALFORMED' })).toEqual({ error: 'PARSE_MODE_UNSUPPORTED' })
  })

  test('the schema may be a constant argument, and must be a constant', () => {
    expect(evaluateCall('from_json', ['{"a":1}', 'a INT'])).toEqual([1])
    expect(evaluateCall('from_json', ['{"a":1}', 'MAP<STRING, INT>'])).toEqual(new Map([['a', 1]]))
    expect(evaluateCall('from_json', ['{"a":1}', null])).toEqual({ error: 'INVALID_SCHEMA.NON_STRING_LITERAL' })
  })
})

describe('to_json', () => {
  const type = structType([
    structField('a', intType),
    structField('b', stringType),
    structField('c', arrayType(decimalType(20, 10))),
    structField('d', mapType(stringType, timestampType)),
  ])
  const value = [1, null, [5n, null], new Map([['t', 1_704_164_645_123_456]])]

  test('writes nested values, without null fields', () => {
    expect(toJson(value, type)).toBe('{"a":1,"c":[5E-10,null],"d":{"t":"2024-01-02T03:04:05.123Z"}}')
  })

  test('writes null fields, other formats and zones when told', () => {
    const options = { ignoreNullFields: false, timestampFormat: 'HH:mm XXX', timeZone: 'Asia/Kolkata' }
    expect(toJson(value, type, options)).toBe('{"a":1,"b":null,"c":[5E-10,null],"d":{"t":"08:34 +05:30"}}')
  })

  test('escapes what must be escaped and nothing else', () => {
    expect(toJson(['"\\/\u0001\u001f\n\u007fé😀'], arrayType(stringType))).toBe(
      '["\\"\\\\/\\u0001\\u001F\\n\u007fé😀"]',
    )
  })

  test('lays text out prettily when told', () => {
    expect(toJson([1, null, [], new Map()], type, { pretty: true })).toBe('{\n  "a" : 1,\n  "c" : [ ],\n  "d" : { }\n}')
  })

  test('what was written is read back, for any values', () => {
    const any = structType([
      structField('s', stringType),
      structField('l', bigintType),
      structField('d', { kind: 'double' }),
      structField('m', mapType(stringType, arrayType(decimalType(30, 5)))),
    ])
    const values = fc.tuple(
      fc.string({ unit: 'binary' }).map((s) => s.toWellFormed()),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double({ noNaN: true }),
      fc
        .array(fc.tuple(fc.string(), fc.array(fc.option(fc.bigInt({ min: -(10n ** 29n), max: 10n ** 29n })))))
        .map((entries) => new Map(entries)),
    )
    fc.assert(
      fc.property(values, (row) => {
        const text = toJson(row, any) as string
        expect(evaluateCall('from_json', [text], { parameters: { schema: any } })).toEqual(row)
      }),
    )
  })
})

describe('paths and shapes', () => {
  const text = '{"a":{"b c":[{"d":"x","e":null},{"d":1.50}]},"f":"é\\n","a.b":0}'
  test.each([
    ['$.f', 'é\n'],
    ['$.a.b c[0].d', 'x'],
    ["$['a']['b c'][1]['d']", '1.5'],
    ['$.a', '{"b c":[{"d":"x","e":null},{"d":1.5}]}'],
    ['$.a.b c[*].d', '["x",1.5]'],
    ['$.a.b c[*].zzz', null],
    ['$.a.b c[0].e', null],
    ['$.a.b c[5]', null],
    ['$.f.g', null],
    ['a', null],
    ['$..a', null],
    ["$['a.b']", '0'],
  ])('get_json_object %s', (path, value) => {
    expect(evaluateCall('get_json_object', [text, path])).toBe(value)
  })

  test('lengths and keys are those of the root, null for another root', () => {
    expect(evaluateCall('json_array_length', ['[1,[2],{"a":3}]'])).toBe(3)
    expect(evaluateCall('json_object_keys', ['{"a":1,"b":{"c":2}}'])).toEqual(['a', 'b'])
    expect(evaluateCall('json_object_keys', ['[]'])).toBeNull()
  })

  test('a schema is inferred from an example', () => {
    expect(evaluateCall('schema_of_json', ['[{"b":1,"a b":[]},{"b":2.5,"c":99999999999999999999}]'])).toBe(
      'ARRAY<STRUCT<`a b`: ARRAY<STRING>, b: DOUBLE, c: DECIMAL(20,0)>>',
    )
  })
})
