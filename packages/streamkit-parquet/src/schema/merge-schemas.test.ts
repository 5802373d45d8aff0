import { parseDdl, simpleString } from '@streamkit/core/connector'
import { expect, test } from 'vitest'
import { mergeSchemas } from './merge-schemas.ts'

function merged(known: string, more: string): string {
  return simpleString(mergeSchemas(parseDdl(known), parseDdl(more), '/b.parquet'))
}

test('columns of the second file come behind those of the first, inside structs, lists and maps too', () => {
  expect(merged('a INT, s STRUCT<x: INT>', 'b STRING, s STRUCT<y: INT, x: INT>')).toBe(
    'struct<a:int,s:struct<x:int,y:int>,b:string>',
  )
  expect(merged('l ARRAY<STRUCT<x: INT>>', 'l ARRAY<STRUCT<y: INT>>')).toBe('struct<l:array<struct<x:int,y:int>>>')
  expect(merged('m MAP<STRING, STRUCT<x: INT>>', 'm MAP<STRING, STRUCT<y: INT>>')).toBe(
    'struct<m:map<string,struct<x:int,y:int>>>',
  )
})

test('names are one whatever their case, and of two decimals of one scale the longer wins', () => {
  expect(merged('Id INT, d DECIMAL(9,2)', 'iD INT, D DECIMAL(5,2)')).toBe('struct<Id:int,d:decimal(9,2)>')
  expect(merged('d DECIMAL(5,2)', 'd DECIMAL(9,2)')).toBe('struct<d:decimal(9,2)>')
})

test('two types of one column are refused with the name of the column', () => {
  expect(() => merged('s STRUCT<x: INT>', 's STRUCT<x: BIGINT>')).toThrow(/`s\.x`/)
  expect(() => merged('d DECIMAL(9,2)', 'd DECIMAL(9,3)')).toThrow(/`d` as decimal\(9,3\)/)
})
