import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv-line.ts'

const text = fc.string({
  unit: fc.constantFrom('a', 'Z', ' ', ',', '"', "'", '\\', '\n', '\r', '\t', 'ü', '☕', '👩‍🍳', ';', '\u2028'),
})

test('cells come back from a CSV parser as they were written', () => {
  const line = fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { minLength: 2, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
      const written = lines.map((cells) => `${csvLine(cells)}\n`).join('')
      const read = parse(written, { relax_column_count: true, record_delimiter: '\n', skip_empty_lines: false })
      expect(read).toEqual(lines.map((cells) => cells.map((cell) => (cell === null ? '' : String(cell)))))
    }),
  )
})

test('quotes appear only where they are needed, and an inner quote is doubled', () => {
  expect(csvLine(['plain', 7, null, '', 'a "b"', 'x, y', ' padded'])).toBe('plain,7,,"","a ""b""","x, y"," padded"')
})
