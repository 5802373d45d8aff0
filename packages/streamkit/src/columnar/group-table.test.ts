import { expect, test } from 'vitest'
import { GroupTable } from './group-table.ts'

const slice = (text: string) => {
  const bytes = new TextEncoder().encode(`..${text}.`)
  return { bytes, start: 2, end: bytes.length - 1 }
}
const textOf = (table: GroupTable, number: number) => {
  const key = slice('')
  table.key(number, key)
  return new TextDecoder().decode(key.bytes.subarray(key.start, key.end))
}

test('keys are numbered in the order in which they first come, however many there are', () => {
  const table = new GroupTable()
  const count = 20_000
  for (const round of [1, 2]) {
    for (let i = 0; i < count; i++) expect(table.numberOf(slice(`key ${i}`)), `round ${round}`).toBe(i)
  }
  expect(table.size).toBe(count)
  expect(textOf(table, 0)).toBe('key 0')
  expect(textOf(table, count - 1)).toBe(`key ${count - 1}`)
})

test('a key is its bytes: the empty one, beginnings and longer ones are others', () => {
  const table = new GroupTable()
  expect(['', 'a', 'ab', 'a'.repeat(100_000), 'a', ''].map((text) => table.numberOf(slice(text)))).toEqual([
    0, 1, 2, 3, 1, 0,
  ])
  expect(textOf(table, 3)).toHaveLength(100_000)
})

test('a key that was handed in is copied', () => {
  const table = new GroupTable()
  const key = slice('one')
  table.numberOf(key)
  key.bytes.fill(0)
  expect(textOf(table, 0)).toBe('one')
})
