import { expect, test } from 'vitest'
import { expandAlternatives, isGlob, nameMatcher } from './glob-pattern.ts'

const cases: readonly (readonly [pattern: string, fits: readonly string[], not: readonly string[]])[] = [
  ['*.csv', ['a.csv', '.csv', 'a.b.csv'], ['acsv', 'a.csv.gz']],
  ['a?c', ['abc', 'a.c', 'a😀c'], ['ac', 'abbc']],
  ['f[0-9a]', ['f0', 'f9', 'fa'], ['fb', 'f', 'f00']],
  ['f[^0-9]', ['fa', 'f-'], ['f3', 'f']],
  ['f[!0-9]', ['fa'], ['f3']],
  ['f[]x]', ['f]', 'fx'], ['f']],
  ['f[a-]', ['f-', 'fa'], ['fb']],
  ['f[\\]]', ['f]'], ['f\\']],
  ['{a,b*}.csv', ['a.csv', 'b.csv', 'bcd.csv'], ['c.csv']],
  ['{x{1,2},y}', ['x1', 'x2', 'y'], ['x']],
  ['a{,b}', ['a', 'ab'], ['abb']],
  ['\\*a\\{', ['*a{'], ['xa{']],
  ['a.b+(c)$^|', ['a.b+(c)$^|'], ['axb+(c)$^|']],
  ['[é]*', ['é1'], ['e1']],
]

test.each(cases)('the pattern %s fits what Hadoop says', (pattern, fits, not) => {
  const matches = nameMatcher(pattern)
  expect(fits.filter((name) => !matches(name))).toEqual([])
  expect(not.filter(matches)).toEqual([])
})

test('alternatives may hold slashes and are expanded before anything is listed', () => {
  expect(expandAlternatives('/d/{2025/12,2026/{01,02}}/*.csv')).toEqual([
    '/d/2025/12/*.csv',
    '/d/2026/01/*.csv',
    '/d/2026/02/*.csv',
  ])
  expect(expandAlternatives('/d/{a,a}')).toEqual(['/d/a'])
  expect(expandAlternatives('/d/\\{a,b\\}')).toEqual(['/d/\\{a,b\\}'])
})

test('a pattern that cannot be understood is refused with the reason', () => {
  for (const pattern of ['a{b', 'a[b', 'a\\', 'a[z-a]']) {
    expect(() => nameMatcher(pattern), pattern).toThrowError(/INVALID_FILE_PATTERN/)
  }
})

test('a path is a pattern if it has a character that means something else', () => {
  expect(['/d/*', '/d/?', '/d/[a]', '/d/{a}', '/d/\\a'].every(isGlob)).toBe(true)
  expect(isGlob('/d/a (1) +$.csv')).toBe(false)
})
