import { expect, test } from 'vitest'
import { ByteTable, type ByteTableOptions } from './byte-table.ts'

const encoder = new TextEncoder()
function slice(text: string) {
  const bytes = encoder.encode(text)
  return { bytes, start: 0, end: bytes.length }
}
function tableOf(
  count: number,
  options: ByteTableOptions,
  expiryOf: (i: number) => number = () => Number.NaN,
): ByteTable {
  const table = new ByteTable(options)
  for (let i = 0; i < count; i++) {
    expect(table.putIfAbsent({ key: slice(`key ${i}`), value: slice(`${i}`), expiresAt: expiryOf(i) })).toBe(true)
  }
  return table
}
const small = { pageBytes: 1024, shardBits: 2, refineBytes: 2048, maxGroups: 8, width: 1000 }

test('a table finds each of many entries after all its parts have grown', () => {
  const table = tableOf(20_000, small)
  expect(table.size).toBe(20_000)
  for (let i = 0; i < 20_000; i++) {
    const value = table.get(slice(`key ${i}`))?.value
    expect(value?.bytes.subarray(value.start, value.end)).toEqual(encoder.encode(`${i}`))
  }
  expect(table.get(slice('key 20000'))).toBeNull()
})

test('an entry with a key of 16 bytes takes less than 60 bytes when there are many', () => {
  const table = new ByteTable()
  const key = { bytes: new Uint8Array(16), start: 0, end: 16 }
  const view = new DataView(key.bytes.buffer)
  for (let i = 0; i < 200_000; i++) {
    view.setUint32(4, Math.imul(i, 0x9e3779b1))
    view.setUint32(8, i)
    table.putIfAbsent({ key, value: slice(''), expiresAt: 1_700_000_000_000_000 + i * 1000 })
  }
  expect(table.allocatedBytes / table.size).toBeLessThan(60)
})

test('memory comes back when entries expire', () => {
  const table = tableOf(5_000, small, (i) => i * 10)
  const full = table.allocatedBytes
  expect(table.removeExpired(39_999)).toBe(4_000)
  table.compact()
  expect(table.size).toBe(1_000)
  expect(table.allocatedBytes).toBeLessThan(full / 2)
  expect(table.removeExpired(50_000)).toBe(1_000)
  table.compact()
  expect(table.liveBytes).toBe(0)
  expect(table.allocatedBytes).toBeLessThan(4_096)
})

test('memory comes back when entries are removed one by one', () => {
  const table = tableOf(5_000, small)
  const full = table.allocatedBytes
  for (let i = 0; i < 5_000; i++) if (i % 10 !== 0) table.remove(slice(`key ${i}`))
  table.compact()
  expect(table.size).toBe(500)
  expect(table.allocatedBytes).toBeLessThan(full / 3)
  for (let i = 0; i < 5_000; i += 10) expect(table.get(slice(`key ${i}`))).not.toBeNull()
})

test('memory stays when values are replaced for ever', () => {
  const table = tableOf(100, small, (i) => i)
  for (let round = 0; round < 200; round++) {
    for (let i = 0; i < 100; i++)
      table.put({ key: slice(`key ${i}`), value: slice('v'.repeat((round * 7 + i) % 40)), expiresAt: round * 50 })
    table.compact()
  }
  expect(table.size).toBe(100)
  expect(table.allocatedBytes).toBeLessThan(40_000)
})

test('a watermark that creeps through one big span removes each entry at its time', () => {
  const table = tableOf(2_000, { ...small, width: 1e9 }, (i) => (i * 7919) % 2_000)
  for (let until = -1; until < 2_000; until += 13) {
    table.removeExpired(until)
    expect(table.size).toBe(1_999 - until)
  }
})

test('entries are told in the order in which they expire', () => {
  const table = tableOf(3_000, small, (i) => ((i * 7919) % 3_000) * 100 - 50_000)
  const told: number[] = []
  table.removeExpired(1e9, (entry) => told.push(entry.expiresAt))
  expect(told).toHaveLength(3_000)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
})

test('a table that is full says so and what to do', () => {
  expect(() => tableOf(1_000, { ...small, maxPages: 4 })).toThrow(/STATE_FULL.*watermark/)
})

test('entries come in the order of their keys where these differ early', () => {
  const table = new ByteTable(small)
  const keys = Array.from({ length: 500 }, (_, i) => `key ${String((i * 7919) % 500).padStart(3, '0')}`)
  for (const key of keys) table.put({ key: slice(key), value: slice(key), expiresAt: Number.NaN })
  const found: string[] = []
  for (const { value } of table.entriesByKey())
    found.push(new TextDecoder().decode(value.bytes.subarray(value.start, value.end)))
  expect(found).toEqual(keys.toSorted())
})

test('entries that are taken as they expire are those that are removed, the earliest first', () => {
  const expiryOf = (i: number) => (i * 7919) % 5_000
  const [taken, removed] = [tableOf(3_000, small, expiryOf), tableOf(3_000, small, expiryOf)]
  const text = ({ key }: { key: { bytes: Uint8Array; start: number; end: number } }) =>
    new TextDecoder().decode(key.bytes.subarray(key.start, key.end))
  for (const until of [1_200, 1_200, 3_333, 6_000]) {
    const [a, b]: [string[], string[]] = [[], []]
    for (const entry of taken.takeExpired(until)) a.push(text(entry))
    removed.removeExpired(until, (entry) => b.push(text(entry)))
    expect(a).toEqual(b)
    expect(taken.size).toBe(removed.size)
  }
  expect(taken.size).toBe(0)
  expect(taken.liveBytes).toBe(0)
})

test('who stops to take entries has taken all that have expired', () => {
  const table = tableOf(1_000, small, (i) => i)
  for (const entry of table.takeExpired(499)) if (entry.expiresAt === 10) break
  expect(table.size).toBe(500)
  for (let i = 0; i < 1_000; i++) expect(table.get(slice(`key ${i}`)) === null).toBe(i < 500)
})
