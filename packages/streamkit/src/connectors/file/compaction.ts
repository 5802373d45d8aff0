/** Which batches of a log are compacted into one file: Spark's `CompactibleFileStreamLog`, `interval` batches apart. */
export const compactSuffix = '.compact'

/** With 10: 9, 19, 29, ... */
export function isCompactionBatch(batchId: number, interval: number): boolean {
  return (batchId + 1) % interval === 0
}

/** The first of the files that together hold everything up to `batchId`: the last compacted one, or 0. */
export function firstNeededBatch(batchId: number, interval: number): number {
  return Math.max(0, Math.floor((batchId + 1) / interval) * interval - 1)
}

/** The first of the files that a compaction in `batchId` puts together: the compacted one before, or 0. */
export function firstBatchToCompact(batchId: number, interval: number): number {
  return Math.max(0, batchId - interval)
}

/** Everything below this batch has been put into it, and `minBatchesToRetain` are left; null if nothing may go yet. */
export function oldestBatchToKeep(batchId: number, interval: number, minBatchesToRetain: number): number | null {
  const oldest = batchId + 1 - minBatchesToRetain
  return interval <= oldest ? oldest - (oldest % interval) - 1 : null
}

/** The interval of an existing log, so that its compacted files fall on the same batches: Spark's rule. */
export function intervalOf(compacted: readonly number[], defaultInterval: number): number {
  const [newest, before] = [...compacted].sort((a, b) => b - a)
  if (newest === undefined) return defaultInterval
  if (before !== undefined) return newest - before
  const batches = newest + 1
  if (batches <= defaultInterval || defaultInterval >= batches / 2) return batches
  for (let divisor = defaultInterval; divisor <= batches / 2; divisor++) if (batches % divisor === 0) return divisor
  return batches
}
