import { describe, expect, test } from 'vitest'
import { isStreamKitError } from '../errors/streamkit-error.ts'
import { sqlText } from '../expressions/expression-text.ts'
import { simpleString } from '../types/data-type.ts'
import { parseExpression } from './expression-parser.ts'

function conditionOf(text: string): string {
  try {
    parseExpression(text)
  } catch (error) {
    if (isStreamKitError(error)) return error.condition
    throw error
  }
  return 'none'
}

describe('operators bind as in Spark', () => {
  test.each([
    ['a + b * -3', '(a + (b * -3))'],
    ['NOT a = 1 AND b = 2 OR c', '(((NOT (a = 1)) AND (b = 2)) OR c)'],
    ['a = 1 IS NULL', '((a = 1) IS NULL)'],
    ['a | b & c ^ d', '(a | ((b & c) ^ d))'],
    ['1 + 2 << 1', '((1 + 2) << 1)'],
    ['a >>> 1 >> 2', '((a >>> 1) >> 2)'],
    ['- a * b', '((- a) * b)'],
    ['a || b || c', 'concat(concat(a, b), c)'],
    ['a BETWEEN 1 AND 2 AND b', '(between(a, 1, 2) AND b)'],
    ['a NOT IN (1, 2)', '(NOT (a IN (1, 2)))'],
    ['a IS NOT DISTINCT FROM b', '(a <=> b)'],
    ["a LIKE ANY ('x', 'y')", "(a LIKE 'x' OR a LIKE 'y')"],
    ['a::int + 1', '(CAST(a AS INT) + 1)'],
    ['a[0].b', 'a[0].b'],
    ['a DIV 2', '(a div 2)'],
  ])('%s', (text, expected) => {
    expect(sqlText(parseExpression(text))).toBe(expected)
  })
})

describe('constants have the types of Spark', () => {
  test.each([
    ['1', 'int', 1],
    ['-2147483648', 'int', -2147483648],
    ['2147483648', 'bigint', '2147483648'],
    ['9223372036854775808', 'decimal(19,0)', '9223372036854775808'],
    ['1L', 'bigint', '1'],
    ['1S', 'smallint', 1],
    ['1Y', 'tinyint', 1],
    ['1.50', 'decimal(3,2)', 150],
    ['1e3', 'double', 1000],
    ['1D', 'double', 1],
    ['1.5F', 'float', 1.5],
    ['1.5BD', 'decimal(2,1)', 15],
    ["'it''s' 'b'", 'string', "it'sb"],
    ["r'\\d'", 'string', '\\d'],
    ["'\\u0041\\n\\%'", 'string', 'A\n\\%'],
    ['"double"', 'string', 'double'],
    ["X'1F2'", 'binary', '01f2'],
    ["DATE '2024-01-01'", 'date', 19723],
    ['TRUE', 'boolean', true],
    ['NULL', 'void', null],
  ])('%s', (text, type, value) => {
    const e = parseExpression(text)
    expect(e.kind === 'literal' ? [simpleString(e.dataType), e.value] : e).toEqual([type, value])
  })
})

test('functions, windows and lambdas are data', () => {
  const window = 'sum(DISTINCT x) FILTER (WHERE y) OVER (PARTITION BY a ORDER BY b DESC ROWS 1 PRECEDING)'
  expect(parseExpression(window)).toEqual({
    kind: 'windowExpression',
    fn: {
      kind: 'call',
      name: 'sum',
      args: [{ kind: 'attribute', nameParts: ['x'] }],
      parameters: { distinct: true },
      filter: { kind: 'attribute', nameParts: ['y'] },
    },
    partitionBy: [{ kind: 'attribute', nameParts: ['a'] }],
    orderBy: [{ expression: { kind: 'attribute', nameParts: ['b'] }, ascending: false, nullsFirst: false }],
    frame: { unit: 'rows', lower: -1, upper: 0 },
  })
  expect(parseExpression('aggregate(xs, 0, (acc, x) -> acc + x)')).toMatchObject({
    args: [{}, {}, { kind: 'lambda', parameters: ['acc', 'x'] }],
  })
  expect(sqlText(parseExpression('TIMESTAMPADD(DAY, 1, t)'))).toBe("timestampadd('DAY', 1, t)")
  expect(sqlText(parseExpression('t + INTERVAL 3 days 2 hours'))).toBe("(t + interval('3 DAYS 2 HOURS'))")
})

test('names may stand in backquotes, follow AS or stand alone', () => {
  expect(parseExpression('`a b`.`c``d` AS x')).toEqual({
    kind: 'alias',
    child: { kind: 'attribute', nameParts: ['a b', 'c`d'] },
    name: 'x',
  })
  expect(parseExpression('a /* one /* two */ */ b -- three')).toMatchObject({ kind: 'alias', name: 'b' })
})

describe('what cannot be read is refused with its condition', () => {
  test.each([
    ['a +', 'PARSE_SYNTAX_ERROR'],
    ['a b c', 'PARSE_SYNTAX_ERROR'],
    ["'open", 'PARSE_SYNTAX_ERROR'],
    ['INTERVAL 5', 'PARSE_SYNTAX_ERROR'],
    ['300Y', 'INVALID_NUMERIC_LITERAL_RANGE'],
    ["DATE '2024-13-01'", 'INVALID_TYPED_LITERAL'],
    ["TIME '10:00:00'", 'UNSUPPORTED_TYPED_LITERAL'],
    ["a LIKE 'x' ESCAPE 'xy'", 'INVALID_ESC'],
    ['sum(a) OVER w', 'MISSING_WINDOW_SPECIFICATION'],
    ['CAST(a AS nosuch)', 'UNSUPPORTED_DATATYPE'],
    [':x', 'UNBOUND_SQL_PARAMETER'],
    ['(SELECT 1)', 'UNSUPPORTED_FEATURE'],
  ])('%s', (text, condition) => {
    expect(conditionOf(text)).toBe(condition)
  })

  test('with the line, the column and a mark', () => {
    expect(() => parseExpression('a +\n  b $')).toThrow(/line 2, column 5(?:.|\n)*\n {2}b \$\n-{4}\^\^\^/)
  })
})
