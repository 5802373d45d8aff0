import { expect, test } from 'vitest'
import type { Expression } from './expression.ts'
import { nameOf, sqlText } from './expression-type.ts'
import { decimalTypeOfText, literal } from './literal.ts'

const a: Expression = { kind: 'attribute', nameParts: ['t', 'a'] }
const s: Expression = { kind: 'attribute', nameParts: ['s'] }
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })

test.each<[Expression, string]>([
  [a, 'a'],
  [call('+', s, literal(1)), '(s + 1)'],
  [call('upper', s), 'upper(s)'],
  [call('!=', s, literal('x')), '(NOT (s = x))'],
  [call('isnull', s), '(s IS NULL)'],
  [call('in', s, literal(1), literal(2)), '(s IN (1, 2))'],
  [call('like', s, literal('a%')), 's LIKE a%'],
  [call('negative', s), '(- s)'],
  [call('getitem', s, literal(0)), 's[0]'],
  [{ kind: 'and', left: call('!', s), right: s }, '((NOT s) AND s)'],
  [{ kind: 'cast', child: s, to: { kind: 'int' }, mode: 'ansi' }, 'CAST(s AS INT)'],
  [
    { kind: 'cast', child: s, to: { kind: 'decimal', precision: 10, scale: 2 }, mode: 'try' },
    'TRY_CAST(s AS DECIMAL(10,2))',
  ],
  [
    { kind: 'caseWhen', branches: [{ when: s, value: literal(1) }], otherwise: literal(null) },
    'CASE WHEN s THEN 1 ELSE NULL END',
  ],
  [{ kind: 'coalesce', args: [s, literal(0)] }, 'coalesce(s, 0)'],
  [{ kind: 'alias', child: call('upper', s), name: 'big' }, 'big'],
  [literal(150, decimalTypeOfText('1.50')), '1.50'],
  [{ kind: 'getField', child: s, field: 'name' }, 'name'],
])('%# columns are named as Spark names them', (e, name) => {
  expect(nameOf(e)).toBe(name)
})

test('messages quote text and keep qualifiers', () => {
  expect(sqlText(call('=', a, literal("it's")))).toBe("(t.a = 'it\\'s')")
  expect(sqlText({ kind: 'alias', child: s, name: 'x' })).toBe('s AS x')
})
