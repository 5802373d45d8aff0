import { describe, expect, test } from 'vitest'
import { Column } from '../../src/api/column.ts'
import { array, lit, map, struct, toDate, toTimestamp } from '../../src/index.ts'
import { simpleString, structType } from '../../src/types/data-type.ts'
import { evaluateRows } from './run-expression.ts'

// Values of functions as Apache Spark 4.3.0 gave them, in ANSI mode, time zone UTC: edges that the corpus has not.

const call = (name: string, ...args: readonly unknown[]): Column<never> =>
  new Column({
    kind: 'call',
    name,
    args: args.map((arg) => (arg instanceof Column ? arg : lit(arg as never)).expression),
  })
const none = lit(null).cast('int')
const xs = array(lit(1), 2)
const at = (text: string) => toTimestamp(text)
const day = (text: string) => toDate(text)

type Row = readonly [column: Column<unknown>, type: string, value: unknown]

const values: readonly Row[] = [
  [call('conv', '-10', 16, -10), 'string', '-16'],
  [call('conv', '-1', 10, 16), 'string', 'FFFFFFFFFFFFFFFF'],
  [call('conv', '9223372036854775808', 10, 10), 'string', '9223372036854775808'],
  [call('conv', '1g', 16, 10), 'string', '1'],
  [call('conv', 'g', 16, 10), 'string', '0'],
  [call('conv', '', 16, 10), 'string', null],
  [call('conv', '15', 10, 1), 'string', null],
  [call('conv', '  12', 10, 10), 'string', '12'],
  [call('conv', '-15', 10, -16), 'string', '-F'],
  [call('conv', '-0', 10, 16), 'string', '0'],
  [call('conv', '-9223372036854775809', 10, -10), 'string', '-9223372036854775807'],
  [call('array_repeat', 'a', -1), 'array<string>', []],
  [call('array_repeat', 'a', none), 'array<string>', null],
  [call('array_append', xs, none), 'array<int>', [1, 2, null]],
  [call('array_prepend', xs, 0), 'array<int>', [0, 1, 2]],
  [call('array_insert', xs, 5, 9), 'array<int>', [1, 2, null, null, 9]],
  [call('array_insert', xs, -1, 9), 'array<int>', [1, 2, 9]],
  [call('array_insert', xs, -2, 9), 'array<int>', [1, 9, 2]],
  [call('array_insert', xs, -3, 9), 'array<int>', [9, 1, 2]],
  [call('array_insert', xs, -4, 9), 'array<int>', [9, null, 1, 2]],
  [call('array_insert', xs, -5, 9), 'array<int>', [9, null, null, 1, 2]],
  [call('arrays_overlap', array(lit(1), none), array(lit(2))), 'boolean', null],
  [call('arrays_overlap', xs, array(lit(2))), 'boolean', true],
  [
    call('arrays_zip', xs, array(lit('a'))),
    'array<struct<0:int,1:string>>',
    [
      [1, 'a'],
      [2, null],
    ],
  ],
  [call('map_from_entries', call('map_entries', map(lit(1), 'a'))), 'map<int,string>', new Map([[1, 'a']])],
  [call('map_contains_key', map(lit(1), 'a'), 1), 'boolean', true],
  [
    call('str_to_map', 'a:1,b'),
    'map<string,string>',
    new Map([
      ['a', '1'],
      ['b', null],
    ]),
  ],
  [call('str_to_map', ''), 'map<string,string>', new Map([['', null]])],
  [
    call('str_to_map', 'a1b2', '[0-9]'),
    'map<string,string>',
    new Map([
      ['a', null],
      ['b', null],
      ['', null],
    ]),
  ],
  [call('get', xs, 5), 'int', null],
  [call('get', xs, -1), 'int', null],
  [call('sort_array', array(lit(3), none, 1)), 'array<int>', [null, 1, 3]],
  [call('sort_array', array(lit(3), none, 1), false), 'array<int>', [3, 1, null]],
  [call('mask', 'AbCD123-@$#'), 'string', 'XxXXnnn-@$#'],
  [call('mask', 'AbCD123-@$#', 'Q', 'q', 'd', 'o'), 'string', 'QqQQdddoooo'],
  [call('mask', 'AbCD123-@$#', null, 'q'), 'string', 'AqCDnnn-@$#'],
  [call('mask', 'AbC-12é'), 'string', 'XxX-nnx'],
  [call('bit_count', -1), 'int', 64],
  [call('bit_count', true), 'int', 1],
  [call('bit_get', 11, 31), 'tinyint', 0],
  [call('timestampadd', 'DAY', 1, day('2020-01-31')), 'timestamp', Date.UTC(2020, 1, 1) * 1000],
  [call('timestampadd', 'MONTH', 1, at('2020-01-31 10:00:00')), 'timestamp', Date.UTC(2020, 1, 29, 10) * 1000],
  [call('timestampdiff', 'MONTH', at('2020-01-31'), at('2020-03-30')), 'bigint', 1n],
  [call('timestampdiff', 'HOUR', at('2020-01-31'), at('2020-01-30 22:30:00')), 'bigint', -1n],
  [call('timestampdiff', 'MICROSECOND', at('2020-01-31'), at('2020-01-30')), 'bigint', -86400000000n],
  [call('timestampdiff', 'WEEK', day('2020-01-31'), day('2020-03-30')), 'bigint', 8n],
  [call('timestampdiff', 'QUARTER', at('2020-05-31'), at('2020-01-30')), 'bigint', -1n],
  [call('timestampdiff', 'YEAR', day('2020-02-29'), day('2021-02-28')), 'bigint', 0n],
  [call('timestampdiff', 'DAY', at('2020-02-29 12:00:00'), at('2020-02-28 13:00:00')), 'bigint', 0n],
  [call('assert_true', lit(true)), 'void', null],
  [call('from_csv', '1', 'a INT, b STRING'), 'struct<a:int,b:string>', [1, null]],
  [call('from_csv', '1,x,y', 'a INT, b STRING'), 'struct<a:int,b:string>', [1, 'x']],
  [call('from_csv', '', 'a INT, b STRING'), 'struct<a:int,b:string>', [null, null]],
  [call('from_csv', ' 1 ,"x ""q"""', 'a INT, b STRING'), 'struct<a:int,b:string>', [null, '"x ""q"""']],
  [call('from_csv', '1;x', 'a INT, b STRING', map(lit('sep'), ';')), 'struct<a:int,b:string>', [1, 'x']],
  [call('from_csv', 'NA', 'a INT', map(lit('nullValue'), 'NA')), 'struct<a:int>', [null]],
  [call('from_csv', 'q,x', 'a INT, _corrupt_record STRING'), 'struct<a:int,_corrupt_record:string>', [null, 'q,x']],
  [call('from_csv', '02/01/2020', 'a DATE', map(lit('dateFormat'), 'dd/MM/yyyy')), 'struct<a:date>', [18263]],
  [
    call('from_csv', '2020-01-02,true,1.5', 'a DATE, b BOOLEAN, c DECIMAL(5,2)'),
    'struct<a:date,b:boolean,c:decimal(5,2)>',
    [18263, true, 150],
  ],
  [
    call('to_csv', struct(lit('').as('a'), lit(' x ').as('b'), lit('q"r').as('c'), lit('l\nm').as('d'))),
    'string',
    '"",x,"q\\"r","l\nm"',
  ],
  [
    call(
      'to_csv',
      struct(lit(1).as('a'), lit(null).as('c'), day('2020-01-02').as('d'), at('2020-01-02 03:04:05').as('e')),
    ),
    'string',
    '1,,2020-01-02,2020-01-02T03:04:05.000Z',
  ],
  [call('to_csv', struct(lit(1).as('a'), lit(2).as('b')), map(lit('sep'), '|')), 'string', '1|2'],
  [call('to_csv', struct(xs.as('a'))), 'string', '"[1, 2]"'],
  [call('to_csv', struct(lit(-0).as('a'), lit(1e20).as('b'))), 'string', '-0.0,1.0E20'],
  [call('sequence', 5, 1), 'array<int>', [5, 4, 3, 2, 1]],
  [call('sequence', 1, 5, 2), 'array<int>', [1, 3, 5]],
  [call('sequence', 1, none), 'array<int>', null],
  [call('sequence', 1, 1, 0), 'array<int>', [1]],
  [call('sequence', day('2020-01-01'), day('2020-01-03')), 'array<date>', [18262, 18263, 18264]],
  [
    call(
      'convert_timezone',
      'Europe/Amsterdam',
      'America/Los_Angeles',
      lit('2021-12-06 00:00:00').cast('timestamp_ntz'),
    ),
    'timestamp_ntz',
    Date.UTC(2021, 11, 5, 15) * 1000,
  ],
]

const errors: readonly (readonly [column: Column<unknown>, condition: string])[] = [
  [call('conv', '18446744073709551616', 10, 16), 'ARITHMETIC_OVERFLOW'],
  [call('array_insert', xs, 0, 9), 'INVALID_INDEX_OF_ZERO'],
  [call('bit_get', 11, 64), 'INVALID_PARAMETER_VALUE.BIT_POSITION_RANGE'],
  [call('str_to_map', 'a:1,a:2'), 'DUPLICATED_MAP_KEY'],
  [call('map_concat', map(lit(1), 2), map(lit(1), 3)), 'DUPLICATED_MAP_KEY'],
  [call('map', array(lit(1)), 2, array(lit(1)), 3), 'DUPLICATED_MAP_KEY'],
  [call('map_from_arrays', array(none), array(lit(1))), 'NULL_MAP_KEY'],
  [call('assert_true', lit(null).cast('boolean')), 'USER_RAISED_EXCEPTION'],
  [call('sequence', 1, 2_147_483_647), 'COLLECTION_SIZE_LIMIT_EXCEEDED.PARAMETER'],
  [call('sequence', '1', '3'), 'DATATYPE_MISMATCH.SEQUENCE_WRONG_INPUT_TYPES'],
  [call('sequence', 1, 5, -1), 'INVALID_PARAMETER_VALUE.SEQUENCE_BOUNDARIES'],
  [
    call('from_csv', 'q,x', 'a INT, b STRING', map(lit('mode'), 'FAILFAST')),
    'MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION',
  ],
]

const outcomeOf = (column: Column<unknown>, mode: 'compiled' | 'interpreted') =>
  evaluateRows(column.expression, [[]], { schema: structType([]), conf: { timeZone: 'UTC', ansi: true }, mode })[0]

describe.each(['compiled', 'interpreted'] as const)('%s functions give what Spark gave', (mode) => {
  test.each(values.map((row, i) => [`${i} ${row[1]}`, row] as const))('%s', (_, [column, type, value]) => {
    const outcome = outcomeOf(column, mode)
    expect(outcome).toMatchObject({ value })
    if (outcome !== undefined && 'type' in outcome) expect(simpleString(outcome.type)).toBe(type)
  })
  test.each(errors.map((row) => [row[1], row] as const))('%s', (_, [column, condition]) => {
    expect(outcomeOf(column, mode)).toEqual({ error: condition })
  })
})
