import { expect, test } from 'vitest'
import { terminalText } from './terminal-text.ts'

test('control characters are written out, so that data cannot steer the terminal', () => {
  expect(terminalText('a\x1b[31mb\r\n\x07\x9b')).toBe('a\\x1b[31mb\\x0d\\x0a\\x07\\x9b')
})

test('a text is cut to the cells there are, never within a character', () => {
  expect(terminalText('abcdef', 4)).toBe('abcd')
  expect(terminalText('a☕b☕c', 4)).toBe('a☕b')
  expect(terminalText('👩‍🍳👩‍🍳', 3)).toBe('👩‍🍳')
  expect(terminalText('漢字', 3)).toBe('漢')
  expect(terminalText('short', 80)).toBe('short')
})
