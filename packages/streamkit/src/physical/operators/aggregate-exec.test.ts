import { expect, test } from 'vitest'
import { CrashingFileSystem } from '../../../test/state/crashing-file-system.ts'
import { contextOf, type Row, rowsExec, rowsOf } from '../../../test/state/deduplicate-harness.ts'
import { loaded } from '../../../test/state/state-store-suite.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import type { OutputMode } from '../../contracts/sink.ts'
import type { AggregateCall } from '../../plan/resolved-plan.ts'
import { memoryStateStore } from '../../state/memory/memory-state-store-provider.ts'
import { intType, safeBigintType, stringType, structField, structType, timestampType } from '../../types/data-type.ts'
import { aggregateBuffersFactory } from './aggregate-buffers.ts'
import { AggregateExec } from './aggregate-exec.ts'
import { Grouping } from './grouped-rows.ts'

const input = structType([structField('k', stringType), structField('at', timestampType), structField('v', intType)])
const total: AggregateCall = {
  name: 'sum',
  args: [2],
  distinct: false,
  filter: null,
  parameters: {},
  dataType: safeBigintType,
  nullable: true,
  constants: [undefined],
}

function aggregate(rows: readonly Row[], outputMode: OutputMode): AggregateExec {
  return new AggregateExec(rowsExec(input, rows), {
    grouping: new Grouping([0, 1], input),
    buffers: aggregateBuffersFactory([total], input, { timeZone: 'UTC', ansi: true }),
    output: structType([...input.fields.slice(0, 2), structField('total', safeBigintType)]),
    description: '',
    operatorId: 0,
    outputMode,
    eventTime: 1,
    stateSchema: {},
    bufferSegments: [],
  })
}

const rows: readonly Row[] = [
  ['a', 1000, 1],
  ['a', 9000, 2],
  ['b', null, 3],
  ['a', 9000, 4],
  ['a', 1000, 5],
]

test('late rows are handed over as they came, and their groups are counted', async () => {
  const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
  const late: Row[] = []
  const operator = aggregate(rows, 'update')
  const context = {
    ...contextOf(store, { lateMs: 1, evictionMs: 9 }),
    lateRows: (id: number, { length, columns }: ColumnBatch) => {
      for (let i = 0; i < length; i++) late.push([id, ...columns.map((column) => valueAt(column, i))])
    },
  }
  expect(await rowsOf(operator, context)).toEqual([
    ['a', 9000, 6],
    ['b', null, 3],
  ])
  expect(late).toEqual([
    [0, 'a', 1000, 1],
    [0, 'a', 1000, 5],
  ])
  expect(operator.stateMetrics).toMatchObject({
    numRowsDroppedByWatermark: 1,
    numRowsUpdated: 2,
    numRowsRemoved: 1,
  })
  expect(store.metrics().numKeys).toBe(1)
})

test('in complete mode nothing is late and nothing forgotten', async () => {
  const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
  const operator = aggregate(rows, 'complete')
  const out = await rowsOf(operator, contextOf(store, { lateMs: 50, evictionMs: 90 }))
  expect(out).toHaveLength(3)
  expect(out).toContainEqual(['a', 1000, 6])
  expect(operator.shouldRunAnotherBatch(90, 50)).toBe(false)
})

test('a batch that runs again leaves the same state and gives the same rows', async () => {
  const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
  const operator = aggregate(rows, 'append')
  const context = contextOf(store, { lateMs: 0, evictionMs: 5 })
  const first = await rowsOf(operator, context)
  expect(first).toEqual([['a', 1000, 6]])
  await store.abort()
  await store.load(0)
  expect(await rowsOf(operator, context)).toEqual(first)
  expect(store.metrics().numKeys).toBe(2)
})
