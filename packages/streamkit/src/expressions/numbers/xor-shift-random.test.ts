import { expect, test } from 'vitest'
import { XorShiftRandom } from './xor-shift-random.ts'

test('gives the numbers that rand(seed) gives in Spark', () => {
  expect(new XorShiftRandom(42n).nextDouble()).toBe(0.619189370225301)
  expect(new XorShiftRandom(0n).nextDouble()).toBe(0.7604953758285915)
})

test('numbers lie in [0, 1) and about evenly', () => {
  const random = new XorShiftRandom(-7n)
  const buckets = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) {
    const bucket = Math.floor(random.nextDouble() * 10)
    buckets[bucket] = (buckets[bucket] as number) + 1
  }
  for (const count of buckets) expect(count).toBeGreaterThan(850)
})
