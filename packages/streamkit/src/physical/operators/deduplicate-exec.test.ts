import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CrashingFileSystem } from '../../../test/state/crashing-file-system.ts'
import { contextOf, deduplicate, type Row, rowsExec, rowsOf } from '../../../test/state/deduplicate-harness.ts'
import { loaded } from '../../../test/state/state-store-suite.ts'
import { memoryStateStore } from '../../state/memory/memory-state-store-provider.ts'
import { doubleType, intType, type StructType, stringType, timestampType } from '../../types/data-type.ts'
import { BatchDeduplicateExec } from './batch-deduplicate-exec.ts'
import { DeduplicateExec } from './deduplicate-exec.ts'

const schema: StructType = {
  kind: 'struct',
  fields: [
    { name: 'ts', dataType: timestampType, nullable: true, metadata: { watermarkDelayMs: 10_000 } },
    { name: 'k', dataType: stringType, nullable: true },
    { name: 'x', dataType: doubleType, nullable: true },
    { name: 'n', dataType: intType, nullable: false },
  ],
}
const byTimeAndKey = { schema, keys: [0, 1], withinWatermark: false, eventTime: 0 }
const second = 1_000_000
const freshStore = () => loaded(memoryStateStore, new CrashingFileSystem(), 0)

describe('streaming de-duplication', () => {
  test('lets the first of equal rows through, in the order of the input, over all chunks', async () => {
    const rows = [
      [second, 'a', 0, 1],
      [second, 'b', 0, 2],
      [second, 'a', 0, 3],
      [second, 'c', 0, 4],
      [second, 'b', 0, 5],
    ]
    for (const chunkRows of [1, 2, 3, 5]) {
      const context = contextOf(await freshStore(), { lateMs: 0, evictionMs: 0 })
      const result = await deduplicate({ ...byTimeAndKey, chunkRows }, rows, context)
      expect(result.rows.map((row) => row[3])).toEqual([1, 2, 4])
    }
  })

  test('counts a row at the watermark as late, and one a microsecond after it as not', async () => {
    const context = contextOf(await freshStore(), { lateMs: 5_000, evictionMs: 5_000 })
    const rows = [
      [5 * second, 'a', 0, 1],
      [5 * second + 1, 'a', 0, 2],
      [5 * second - 1, 'a', 0, 3],
    ]
    const { rows: out, operator } = await deduplicate(byTimeAndKey, rows, context)
    expect(out.map((row) => row[3])).toEqual([2])
    expect(operator.stateMetrics).toMatchObject({ numRowsDroppedByWatermark: 2, numRowsUpdated: 1 })
  })

  test('judges late rows by the watermark of the batch before, and closes state by its own', async () => {
    const store = await freshStore()
    const rows = [
      [3 * second, 'a', 0, 1],
      [3 * second, 'a', 0, 2],
      [9 * second, 'b', 0, 3],
    ]
    const result = await deduplicate(byTimeAndKey, rows, contextOf(store, { lateMs: 1_000, evictionMs: 8_000 }))
    expect(result.rows.map((row) => row[3])).toEqual([1, 3])
    expect(result.operator.stateMetrics).toMatchObject({ numRowsRemoved: 1, numRowsDroppedByWatermark: 0 })
    expect(store.metrics().numKeys).toBe(1)
  })

  test('forgets a key at its event time and not a microsecond before', async () => {
    const store = await freshStore()
    const run = (rows: readonly Row[], evictionMs: number) =>
      deduplicate(byTimeAndKey, rows, contextOf(store, { lateMs: 0, evictionMs }))
    await run(
      [
        [5 * second, 'a', 0, 1],
        [5 * second + 1, 'a', 0, 2],
      ],
      0,
    )
    const { operator } = await run([], 5_000)
    expect(operator.stateMetrics).toMatchObject({
      numRowsRemoved: 1,
      custom: { numRowsReadDuringEviction: 1, numRowsIncrementallyRemoved: 0, numDroppedDuplicateRows: 0 },
    })
    expect(store.metrics().numKeys).toBe(1)
  })

  test('drops what is older than 1970 in the very first batch', async () => {
    const context = contextOf(await freshStore(), { lateMs: 0, evictionMs: 0 })
    const { rows, operator } = await deduplicate(
      byTimeAndKey,
      [
        [-1, 'a', 0, 1],
        [0, 'a', 0, 2],
        [1, 'a', 0, 3],
      ],
      context,
    )
    expect(rows.map((row) => row[3])).toEqual([3])
    expect(operator.stateMetrics.numRowsDroppedByWatermark).toBe(2)
  })

  test('keeps rows without an event time, and their keys for ever', async () => {
    const store = await freshStore()
    const context = contextOf(store, { lateMs: 1e12, evictionMs: 1e12 })
    const { rows } = await deduplicate(
      byTimeAndKey,
      [
        [null, 'a', 0, 1],
        [null, 'a', 0, 2],
      ],
      context,
    )
    expect(rows.map((row) => row[3])).toEqual([1])
    expect(store.metrics().numKeys).toBe(1)
  })

  test('within the watermark lets a key expire by the first of its rows, whatever follows', async () => {
    const store = await freshStore()
    const within = { schema, keys: [1], withinWatermark: true, eventTime: 0 }
    const run = (rows: readonly Row[], evictionMs: number) =>
      deduplicate(within, rows, contextOf(store, { lateMs: 0, evictionMs }))
    await run(
      [
        [second, 'a', 0, 1],
        [9 * second, 'a', 0, 2],
      ],
      0,
    )
    expect((await run([], 10_999)).operator.stateMetrics.numRowsRemoved).toBe(0)
    expect((await run([], 11_000)).operator.stateMetrics.numRowsRemoved).toBe(1)
  })

  test('takes minus zero for zero and any two NaN for one', async () => {
    const byNumber = { schema, keys: [2], withinWatermark: false, eventTime: null }
    const values = [0, -0, Number.NaN, Number.NaN, null, null, 1]
    const context = contextOf(await freshStore(), { lateMs: 0, evictionMs: 0 })
    const { rows } = await deduplicate(
      byNumber,
      values.map((x, i) => [null, '', x, i]),
      context,
    )
    expect(rows.map((row) => row[3])).toEqual([0, 2, 4, 6])
  })

  test('without a watermark neither drops late rows nor removes keys', async () => {
    const store = await freshStore()
    const free = { ...byTimeAndKey, eventTime: null }
    const { operator } = await deduplicate(free, [[1, 'a', 0, 1]], contextOf(store, { lateMs: 1e9, evictionMs: 1e9 }))
    expect(operator.stateMetrics).toMatchObject({ numRowsDroppedByWatermark: 0, numRowsRemoved: 0, numRowsUpdated: 1 })
  })

  test('gives the same when a batch runs again from the version before it', async () => {
    const disk = new CrashingFileSystem()
    const rows = [
      [second, 'a', 0, 1],
      [second, 'a', 0, 2],
      [2 * second, 'b', 0, 3],
    ]
    const run = async () => {
      const store = await loaded(memoryStateStore, disk, 0)
      const result = await deduplicate(byTimeAndKey, rows, contextOf(store, { lateMs: 0, evictionMs: 1_000 }))
      await store.commit()
      return [result.rows, result.operator.stateMetrics, store.metrics().numKeys]
    }
    expect(await run()).toEqual(await run())
  })

  test('asks for a batch without data only when the watermark has moved', () => {
    const operator = new DeduplicateExec(rowsExec(schema, []), { ...byTimeAndKey, operatorId: 0 })
    expect(operator.shouldRunAnotherBatch(5, 4)).toBe(true)
    expect(operator.shouldRunAnotherBatch(5, 5)).toBe(false)
  })

  test('describes its state by types, so that a renamed column is no change and another type is', () => {
    const schemaWith = (name: string, dataType: StructType['fields'][number]['dataType']) =>
      new DeduplicateExec(rowsExec({ kind: 'struct', fields: [{ name, dataType, nullable: true }] }, []), {
        keys: [0],
        withinWatermark: false,
        eventTime: null,
        operatorId: 0,
      }).stateSchema
    expect(schemaWith('a', intType)).toEqual(schemaWith('b', intType))
    expect(schemaWith('a', intType)).not.toEqual(schemaWith('a', stringType))
  })
})

describe('de-duplication of a bounded input', () => {
  test('lets the same rows through as the streaming one does without a watermark', async () => {
    const row = fc.tuple(
      fc.option(fc.integer({ min: 0, max: 2 })),
      fc.option(fc.constantFrom('a', 'b', '')),
      fc.constantFrom(0, -0, Number.NaN, 1),
      fc.nat(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), async (rows, chunkRows) => {
        const context = contextOf(await freshStore(), { lateMs: 0, evictionMs: 0 })
        const init = { schema, keys: [0, 1, 2], withinWatermark: false, eventTime: null, chunkRows }
        const streamed = await deduplicate(init, rows, context)
        const batch = new BatchDeduplicateExec(rowsExec(schema, rows, chunkRows), init)
        expect(await rowsOf(batch, context)).toEqual(streamed.rows)
        const seen = new Set<string>()
        const firsts = rows.filter(([ts, k, x]) => {
          const key = JSON.stringify([ts, k, Number.isNaN(x) ? 'NaN' : x])
          return !seen.has(key) && seen.add(key)
        })
        expect(streamed.rows).toEqual(firsts)
      }),
    )
  })
})
