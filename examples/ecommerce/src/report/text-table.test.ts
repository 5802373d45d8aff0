import { expect, test } from 'vitest'
import { textTable } from './text-table.ts'

test('figures stand to the right, words to the left, and no line ends in spaces', () => {
  const table = textTable(
    ['query', 'rows', 'reason'],
    [
      ['views', '1,234', 'not 12 columns'],
      ['log', '-', 'no DATE'],
    ],
  )
  expect(table.split('\n')).toEqual([
    '  query   rows  reason',
    '  views  1,234  not 12 columns',
    '  log        -  no DATE',
  ])
})
