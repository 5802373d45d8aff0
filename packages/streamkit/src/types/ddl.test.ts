import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type DataType, type StructField, simpleString, structType } from './data-type.ts'
import { parseDataType, parseDdl } from './ddl.ts'
import { toDdl } from './to-ddl.ts'

const typesOf = (ddl: string) => parseDdl(ddl).fields.map((f) => simpleString(f.dataType))

test('every simple type is known, with its aliases, in any case', () => {
  const names = 'string boolean tinyint BYTE smallint Short INT integer bigint long float real double date timestamp'
  const more = 'timestamp_ltz timestamp_ntz binary decimal dec numeric void'
  const ddl = `${names} ${more}`.split(' ').map((type, i) => `c${i} ${type}`)
  expect(typesOf(ddl.join(', '))).toEqual([
    ...['string', 'boolean', 'tinyint', 'tinyint', 'smallint', 'smallint', 'int', 'int', 'bigint', 'bigint'],
    ...['float', 'float', 'double', 'date', 'timestamp', 'timestamp', 'timestamp_ntz', 'binary'],
    ...['decimal(10,0)', 'decimal(10,0)', 'decimal(10,0)', 'void'],
  ])
})

test('nested types, decimals and modifiers are read', () => {
  const schema = parseDdl(
    "id STRING NOT NULL COMMENT 'it''s', `a b``c`: decimal(38, 18), m MAP<STRING, ARRAY<STRUCT<x: INT NOT NULL, y long>>>",
  )
  expect(schema.fields[0]).toEqual({
    name: 'id',
    dataType: { kind: 'string' },
    nullable: false,
    metadata: { comment: "it's" },
  })
  expect(schema.fields[1]?.name).toBe('a b`c')
  expect(simpleString(schema)).toBe(
    'struct<id:string,a b`c:decimal(38,18),m:map<string,array<struct<x:int,y:bigint>>>>',
  )
})

test('a whole struct type is a schema, and a column may be called struct', () => {
  expect(typesOf('STRUCT<a: INT, b: STRING>')).toEqual(['int', 'string'])
  expect(parseDdl('struct INT, not STRING, comment DATE NOT NULL').fields.map((f) => f.name)).toEqual([
    'struct',
    'not',
    'comment',
  ])
})

test('names that objects give a meaning to are ordinary names, and a name may come twice', () => {
  expect(parseDdl('`__proto__` INT, constructor INT, a INT, a INT').fields.map((f) => f.name)).toEqual([
    '__proto__',
    'constructor',
    'a',
    'a',
  ])
})

test.each([
  ['', 'end of input', '0'],
  ['a', 'end of input', '1'],
  ['a INT b INT', "'b'", '6'],
  ['a INT,', 'end of input', '6'],
  ['a ARRAY<INT', 'end of input', '11'],
  ['a INT; DROP TABLE x', "';'", '5'],
  ['a-b INT', "'-'", '1'],
  ['`a INT', "'`'", '0'],
  ['`` INT', "'`'", '0'],
  ["a INT COMMENT 'x", "'''", '14'],
  ['a DECIMAL(x)', "'x'", '10'],
])('the text %j is refused with the place', (ddl, error, position) => {
  expect(() => parseDdl(ddl)).toThrow(
    expect.objectContaining({
      condition: 'PARSE_SYNTAX_ERROR',
      messageParameters: expect.objectContaining({ error, position }),
    }),
  )
})

test('unknown types and impossible decimals are refused by name', () => {
  expect(() => parseDdl('a VARIANT')).toThrow('"VARIANT"')
  expect(() => parseDdl('a DECIMAL(39, 2)')).toThrow('DECIMAL(39,2)')
  expect(() => parseDdl('a DECIMAL(5, 6)')).toThrow('INVALID_DECIMAL_TYPE')
})

test('one data type is read alone', () => {
  expect(simpleString(parseDataType(' array < decimal ( 3 , 1 ) > '))).toBe('array<decimal(3,1)>')
  expect(() => parseDataType('int int')).toThrow('PARSE_SYNTAX_ERROR')
})

const simple = fc.constantFrom<DataType>(
  { kind: 'string' },
  { kind: 'int' },
  { kind: 'bigint', as: 'bigint' },
  { kind: 'decimal', precision: 38, scale: 9 },
  { kind: 'timestamp_ntz' },
)
const { field } = fc.letrec<{ type: DataType; field: StructField }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small' },
    simple,
    tie('type').map((element): DataType => ({ kind: 'array', element, containsNull: true })),
    fc
      .tuple(tie('type'), tie('type'))
      .map(([key, value]): DataType => ({ kind: 'map', key, value, valueContainsNull: true })),
    fc.array(tie('field'), { maxLength: 3 }).map((fields): DataType => ({ kind: 'struct', fields })),
  ),
  field: fc
    .record({
      name: fc.string({ minLength: 1, unit: 'binary' }),
      dataType: tie('type'),
      nullable: fc.boolean(),
      comment: fc.option(fc.string(), { nil: undefined }),
    })
    .map(({ name, dataType, nullable, comment }) =>
      comment === undefined ? { name, dataType, nullable } : { name, dataType, nullable, metadata: { comment } },
    ),
}))

test('what toDdl writes, parseDdl reads back, whatever the names and comments', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 4 }), (fields) => {
      const schema = structType(fields)
      expect(parseDdl(toDdl(schema))).toEqual(schema)
    }),
  )
})
