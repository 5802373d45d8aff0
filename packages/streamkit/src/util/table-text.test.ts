import { expect, test } from 'vitest'
import { tableText } from './table-text.ts'

const grid = { truncate: 20, vertical: false }

test('a table is drawn as Spark draws it', () => {
  expect(
    tableText(
      ['id', 'name'],
      [
        ['1', 'Ann'],
        ['22', 'NULL'],
      ],
      grid,
    ),
  ).toBe(['+---+----+', '| id|name|', '+---+----+', '|  1| Ann|', '| 22|NULL|', '+---+----+'].join('\n'))
})

test('without cutting, cells stand to the left', () => {
  expect(tableText(['a'], [['x'.repeat(25)]], { truncate: 0, vertical: false })).toContain(`|a${' '.repeat(24)}|`)
})

test('long cells are cut, with dots if there is room for them', () => {
  expect(tableText(['a'], [['abcdefghijklmnopqrstuvwxyz']], grid)).toContain('|abcdefghijklmnopq...|')
  expect(tableText(['a'], [['abcdef']], { truncate: 3, vertical: false })).toContain('|abc|')
})

test('wide and combining characters keep the columns straight', () => {
  const lines = tableText(['a'], [['日本'], ['e\u0301'], ['🎉']], grid).split('\n')
  expect(lines.slice(3, 6)).toEqual(['|日本|', '|   e\u0301|', '|  🎉|'])
})

test('control characters are written out', () => {
  expect(tableText(['a'], [['x\ny\u001b[2J\u202e']], { truncate: 0, vertical: false })).toContain(
    'x\\ny\\u001b[2J\\u202e',
  )
})

test('a vertical table has a line a cell', () => {
  expect(tableText(['id', 'name'], [['1', 'Ann']], { truncate: 20, vertical: true })).toBe(
    ['-RECORD 0---', ' id   | 1   ', ' name | Ann '].join('\n'),
  )
})
