import * as types from '../../src/types/data-type.ts'

const byName: Readonly<Record<string, types.DataType>> = {
  STRING: types.stringType,
  BOOLEAN: types.booleanType,
  TINYINT: types.tinyintType,
  SMALLINT: types.smallintType,
  INT: types.intType,
  BIGINT: types.bigintType,
  FLOAT: types.floatType,
  DOUBLE: types.doubleType,
  DATE: types.dateType,
  TIMESTAMP: types.timestampType,
  TIMESTAMP_NTZ: types.timestampNtzType,
  'ARRAY<INT>': types.arrayType(types.intType),
}

/** `a INT, b DECIMAL(10,2) NOT NULL` as a schema: what the tests of the CSV format need of DDL. */
export function simpleSchema(ddl: string): types.StructType {
  const fields = ddl.split(/,(?![^(]*\))/).map((part) => {
    const [name, typeName] = part.trim().split(' ', 2) as [string, string]
    const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(typeName)
    const type = decimal === null ? byName[typeName] : types.decimalType(Number(decimal[1]), Number(decimal[2]))
    if (type === undefined) throw new TypeError(`no type ${typeName}`)
    return types.structField(name, type, !part.endsWith('NOT NULL'))
  })
  return types.structType(fields)
}
