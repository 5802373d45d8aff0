import { expect, test } from 'vitest'
import { displayName, parseTableName, qualifiedName, quoteLiteral } from './identifier.ts'

test.for([
  ['orders', '"orders"', 'orders'],
  ['shop.Orders', '"shop"."Orders"', 'shop.Orders'],
  ['"a.b"."c""d"', '"a.b"."c""d"', '"a.b"."c""d"'],
  ['shop."x y"', '"shop"."x y"', 'shop.x y'],
] as const)('the table %s is %s', ([given, quoted, shown]) => {
  expect(qualifiedName(parseTableName(given))).toBe(quoted)
  expect(displayName(parseTableName(given))).toBe(shown)
})

test.for(['a.b.c', '"open', 'a"b', '', '.', 'a.', '"a"b'])('%j is not the name of a table', (given) => {
  expect(() => parseTableName(given)).toThrow(expect.objectContaining({ condition: 'INVALID_IDENTIFIER' }))
})

test('text constants survive quotes and backslashes', () => {
  expect(quoteLiteral(`it's`)).toBe(`'it''s'`)
  expect(quoteLiteral(`\\' OR 1=1`)).toBe(` E'\\\\'' OR 1=1'`)
})
