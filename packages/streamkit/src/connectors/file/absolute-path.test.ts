import { expect, test } from 'vitest'
import { absolutePath } from './absolute-path.ts'

test.each([
  ['/data/in', '/data/in'],
  ['/data/in/', '/data/in'],
  ['/data//x/./../in', '/data/in'],
  ['/', '/'],
  ['file:///data/a%20b', '/data/a b'],
  ['file:/data/in/*.csv', '/data/in/*.csv'],
  ['/data/a\\*b/{x,y}', '/data/a\\*b/{x,y}'],
])('%s is %s', (path, expected) => {
  expect(absolutePath(path)).toBe(expected)
})

test('a relative path is taken from the working folder', () => {
  expect(absolutePath('data/in')).toBe(`${process.cwd()}/data/in`)
})
