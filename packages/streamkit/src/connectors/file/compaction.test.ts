import { expect, test } from 'vitest'
import {
  firstBatchToCompact,
  firstNeededBatch,
  intervalOf,
  isCompactionBatch,
  oldestBatchToKeep,
} from './compaction.ts'

test('with an interval of 3 the batches 2, 5, 8 are compacted', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8].filter((id) => isCompactionBatch(id, 3))).toEqual([2, 5, 8])
  expect([0, 1, 2, 3, 4, 5, 6].map((id) => firstNeededBatch(id, 3))).toEqual([0, 0, 2, 2, 2, 5, 5])
  expect([2, 5, 8].map((id) => firstBatchToCompact(id, 3))).toEqual([0, 2, 5])
})

test('an existing log decides the interval', () => {
  expect(intervalOf([], 10)).toBe(10)
  expect(intervalOf([9, 19], 5)).toBe(10)
  // of one compacted file: a divisor of its batches, at least the default
  expect(intervalOf([11], 5)).toBe(6)
  expect(intervalOf([3], 10)).toBe(4)
  expect(intervalOf([11], 7)).toBe(12)
  expect(intervalOf([12], 4)).toBe(13)
})

test('files go once a compacted one before the last 100 batches has what they had', () => {
  expect(oldestBatchToKeep(108, 10, 100)).toBeNull()
  expect(oldestBatchToKeep(109, 10, 100)).toBe(9)
  expect(oldestBatchToKeep(118, 10, 100)).toBe(9)
  expect(oldestBatchToKeep(119, 10, 100)).toBe(19)
})
