import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Judgement, SeenFiles } from './seen-files.ts'

test('a file is new once', () => {
  const seen = new SeenFiles(1000)
  expect(seen.judge('/a', 5000)).toBe('new')
  seen.add('/a', 5000)
  expect(seen.judge('/a', 5000)).toBe('seen')
  expect(seen.has('/a')).toBe(true)
  expect(seen.has('/b')).toBe(false)
})

test('age counts from the newest file, at the time of the last purge', () => {
  const seen = new SeenFiles(1000)
  seen.purge()
  seen.add('/old', 10)
  seen.add('/new', 5000)
  expect(seen.judge('/other', 20)).toBe('new')
  seen.purge()
  expect(seen.lastPurgeTimestamp).toBe(4000)
  expect(seen.judge('/other', 20)).toBe('late')
  expect(seen.judge('/other', 4000)).toBe('new')
  expect(seen.judge('/old', 10)).toBe('aged')
})

test('a forgotten file that is touched is new again, as in Spark', () => {
  const seen = new SeenFiles(1000)
  seen.add('/a', 10)
  seen.add('/b', 5000)
  seen.purge()
  expect(seen.has('/a')).toBe(false)
  expect(seen.judge('/a', 4500)).toBe('new')
})

test('without an age nothing is forgotten', () => {
  const seen = new SeenFiles(Number.POSITIVE_INFINITY)
  seen.add('/a', -5)
  seen.add('/b', 1e15)
  seen.purge()
  expect(seen.judge('/a', -5)).toBe('seen')
  expect(seen.judge('/c', -1e15)).toBe('new')
})

test('a sweep drops forgotten files that are gone, and only those', () => {
  const seen = new SeenFiles(1000)
  for (const name of ['/gone', '/there']) seen.add(name, 10)
  seen.add('/new', 5000)
  seen.purge()
  seen.startMarking()
  expect(seen.has('/there')).toBe(false)
  seen.sweep()
  expect(seen.size).toBe(2)
  expect(seen.judge('/there', 10)).toBe('aged')
  expect(seen.judge('/gone', 10)).toBe('late')
  expect(seen.judge('/new', 5000)).toBe('seen')
})

/** What Spark's map does, and a memory of everything to tell late from aged. */
class Model {
  readonly map = new Map<string, number>()
  readonly ever = new Set<string>()
  latest = 0
  purged = Number.NEGATIVE_INFINITY
  readonly maxAgeMs: number
  constructor(maxAgeMs: number) {
    this.maxAgeMs = maxAgeMs
  }
  add(path: string, timestamp: number) {
    this.map.set(path, timestamp)
    this.ever.add(path)
    this.latest = Math.max(this.latest, timestamp)
  }
  purge() {
    this.purged = this.latest - this.maxAgeMs
    for (const [path, timestamp] of this.map) if (timestamp < this.purged) this.map.delete(path)
  }
  judge(path: string, timestamp: number): Judgement {
    const known = this.map.get(path)
    if (known !== undefined && known >= this.purged) return 'seen'
    if (timestamp >= this.purged) return 'new'
    return this.ever.has(path) ? 'aged' : 'late'
  }
}

test('it judges as a plain map does', () => {
  const path = fc.integer({ min: 0, max: 40 }).map((i) => `/data/in/part-${i}.csv`)
  const step = fc.tuple(fc.constantFrom('add', 'purge', 'judge'), path, fc.integer({ min: -10, max: 300 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), fc.integer(), (steps, seed) => {
      const seen = new SeenFiles(100, seed)
      const model = new Model(100)
      for (const [kind, name, timestamp] of steps) {
        if (kind === 'add') for (const it of [seen, model]) it.add(name, timestamp)
        else if (kind === 'purge') for (const it of [seen, model]) it.purge()
        else expect(seen.judge(name, timestamp)).toBe(model.judge(name, timestamp))
      }
    }),
  )
})

test('F08: a million files take less than 40 bytes each, and each is found again', () => {
  const seen = new SeenFiles(1000, 7)
  const nameOf = (i: number) =>
    `/data/product-purchase-events/product_purchase_event_${i.toString(16).padStart(8, '0')}.csv`
  for (let i = 0; i < 1_000_000; i++) seen.add(nameOf(i), i)
  expect(seen.size).toBe(1_000_000)
  expect(seen.memoryBytes).toBeLessThan(40_000_000)
  let found = 0
  for (let i = 0; i < 1_000_000; i += 7) if (seen.has(nameOf(i))) found++
  expect(found).toBe(Math.ceil(1_000_000 / 7))
  expect(seen.has(nameOf(1_000_000))).toBe(false)
})
