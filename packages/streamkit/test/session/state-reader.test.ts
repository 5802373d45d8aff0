import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { MemoryStream, SessionOptions } from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, testSession } from './test-session.ts'

type Row = { id: string | null; at: Date | null }
type Input = MemoryStream<Row, never>
const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000)
const row = (id: string, second: number): Row => ({ id, at: at(second) })

/** Runs a query that remembers keys until the watermark passes them, one batch for each of the lists. */
async function deduplicate(checkpoint: string, batches: readonly (readonly Row[])[], options: SessionOptions = {}) {
  const session = testSession({ noDataMicroBatches: false, ...(options as object) })
  const input = session.memoryStream('id STRING, at TIMESTAMP')
  const query = input
    .toDF()
    .withWatermark('at', '10 seconds')
    .dropDuplicates('id', 'at')
    .writeStream.format('noop')
    .option('checkpointLocation', checkpoint)
    .start()
  for (const rows of batches) {
    ;(input as unknown as Input).addData(...rows)
    await query.processAllAvailable()
  }
  await query.stop()
  return session
}

const batches = [[row('a', 100), row('b', 101)], [row('a', 100), row('c', 200)], [row('d', 201)]] as const

for (const stateStore of ['memory', lmdbStateStore({ writeBufferBytes: 0 })] as const) {
  const name = stateStore === 'memory' ? stateStore : stateStore.name

  test(`the state of an operator is a table, of any batch (${name})`, async () => {
    const checkpoint = join(temporaryFolder(), 'checkpoint')
    const session = await deduplicate(checkpoint, batches, { stateStore })
    const state = await session.read().format('statestore').loadAsync(checkpoint)
    expect(state.schema.fields.map(({ name }) => name)).toEqual(['key', 'value', 'partition_id'])
    const keys = (rows: readonly unknown[]) => rows.map((r) => (r as { key: { id: string } }).key.id).sort()
    expect(await state.collect()).toContainEqual({
      key: { id: 'd', at: at(201) },
      value: { __dummy__: null },
      partition_id: 0,
    })
    expect(keys(await state.collect())).toEqual(['c', 'd'])
    const first = await session.read().format('statestore').option('batchId', 0).loadAsync(checkpoint)
    expect(keys(await first.collect())).toEqual(['a', 'b'])
    expect(keys(await state.select('partition_id', 'key').collect())).toEqual(['c', 'd'])
  })

  test(`what batches changed is a table too (${name})`, async () => {
    const checkpoint = join(temporaryFolder(), 'checkpoint')
    const session = await deduplicate(checkpoint, batches, { stateStore })
    const feed = (start: number, end?: number) =>
      session
        .read()
        .format('statestore')
        .options({
          readChangeFeed: true,
          changeStartBatchId: start,
          ...(end === undefined ? {} : { changeEndBatchId: end }),
        })
        .loadAsync(checkpoint)
    const changes = await (await feed(1)).collect()
    const told = changes.map((change) => {
      const { batch_id, change_type, key, value } = change as Record<string, unknown>
      return [batch_id, change_type, (key as { id: string }).id, value === null]
    })
    expect(told.toSorted()).toEqual(
      [
        [1, 'update', 'c', false],
        [2, 'delete', 'a', true],
        [2, 'delete', 'b', true],
        [2, 'update', 'd', false],
      ].toSorted(),
    )
    expect(await (await feed(0, 0)).count()).toBe(2)
  })
}

test('a checkpoint tells of its operators in the form of Spark, and as a table', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const session = await deduplicate(checkpoint, batches)
  expect(await readFile(`${checkpoint}/state/0/_metadata/metadata`, 'utf8')).toBe(
    'v1\n{"operatorInfo":{"operatorId":0,"operatorName":"dedupe"},"stateStoreInfo":[{"storeName":"default","numColsPrefixKey":0,"numPartitions":1}]}',
  )
  const rows = await session.read().format('state-metadata').load(checkpoint).collect()
  expect(rows).toMatchObject([
    {
      operatorId: 0,
      operatorName: 'dedupe',
      stateStoreName: 'default',
      numPartitions: 1,
      minBatchId: 0,
      maxBatchId: 2,
    },
  ])
})

test('state is read while the query runs', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const session = testSession()
  const input = session.memoryStream('id STRING')
  const query = input
    .toDF()
    .dropDuplicates('id')
    .writeStream.format('noop')
    .option('checkpointLocation', checkpoint)
    .start()
  for (const id of ['a', 'b', 'c']) {
    input.addData({ id })
    await query.processAllAvailable()
    const state = await session.read().format('statestore').loadAsync(checkpoint)
    expect((await state.collect()).map((r) => (r as { key: { id: string } }).key.id)).toContain(id)
  }
})

test('what cannot be read is refused, with what to do', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const session = await deduplicate(checkpoint, batches)
  const read = () => session.read().format('statestore')
  const refusals: readonly [() => Promise<unknown>, string][] = [
    [() => read().option('operatorId', 1).loadAsync(checkpoint), 'STDS_FAILED_TO_READ_OPERATOR_METADATA'],
    [() => read().loadAsync(`${checkpoint}/nothing`), 'STDS_FAILED_TO_READ_OPERATOR_METADATA'],
    [() => read().option('joinSide', 'left').loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [() => read().option('storeName', 'other').loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [() => read().options({ storeName: 'x', joinSide: 'left' }).loadAsync(checkpoint), 'STDS_CONFLICT_OPTIONS'],
    [
      () => read().options({ batchId: 1, readChangeFeed: true, changeStartBatchId: 0 }).loadAsync(checkpoint),
      'STDS_CONFLICT_OPTIONS',
    ],
    [() => read().option('readChangeFeed', true).loadAsync(checkpoint), 'STDS_REQUIRED_OPTION_UNSPECIFIED'],
    [() => read().option('batchId', -1).loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.IS_NEGATIVE'],
    [() => read().option('stateVarName', '').loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.IS_EMPTY'],
    [() => read().option('stateVarName', 'other').loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [() => read().option('readRegisteredTimers', true).loadAsync(checkpoint), 'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE'],
    [
      () =>
        read()
          .options({ flattenCollectionTypes: false, readChangeFeed: true, changeStartBatchId: 0 })
          .loadAsync(checkpoint),
      'STDS_CONFLICT_OPTIONS',
    ],
    [() => read().loadAsync(), 'STDS_REQUIRED_OPTION_UNSPECIFIED'],
    [
      () =>
        read()
          .option('batchId', 9)
          .loadAsync(checkpoint)
          .then((df) => df.collect()),
      'STDS_INVALID_OPTION_VALUE.WITH_MESSAGE',
    ],
  ]
  for (const [work, condition] of refusals) expect(conditionsOf(await rejection(work()))).toContain(condition)
  await rm(`${checkpoint}/commits`, { recursive: true })
  const without = await rejection(
    read()
      .loadAsync(checkpoint)
      .then((df) => df.collect()),
  )
  expect(conditionsOf(without)).toContain('STDS_COMMITTED_BATCH_UNAVAILABLE')
})

test('a checkpoint goes from memory to lmdb and back', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  const lmdb = lmdbStateStore({ writeBufferBytes: 0 })
  let expected = 0
  for (const [i, stateStore] of (['memory', lmdb, 'memory', lmdb] as const).entries()) {
    const session = testSession({ stateStore })
    const input = session.memoryStream('id INT')
    const query = input
      .toDF()
      .dropDuplicates('id')
      .writeStream.format('noop')
      .option('checkpointLocation', checkpoint)
      .start()
    for (let n = 0; n <= i * 3 + 3; n++) input.addData({ id: n })
    await query.processAllAvailable()
    expected = i * 3 + 4
    expect(query.lastProgress?.stateOperators[0]?.numRowsTotal).toBe(expected)
    await query.stop()
  }
})

test('a state store with other files is refused on a checkpoint that has batches', async () => {
  const checkpoint = join(temporaryFolder(), 'checkpoint')
  await deduplicate(checkpoint, batches)
  const other = { ...lmdbStateStore(), name: 'other', fileFormat: 'other' }
  const session = testSession({ stateStore: other })
  const input = session.memoryStream('id STRING, at TIMESTAMP')
  const deduplicated = input.toDF().withWatermark('at', '10 seconds').dropDuplicates('id', 'at')
  const query = deduplicated.writeStream.format('noop').option('checkpointLocation', checkpoint).start()
  expect(conditionsOf(await rejection(query.awaitTermination()))).toContain('STATE_STORE_PROVIDER_MISMATCH')
})

test('a query chooses between memory and the state store of the session by its name', () => {
  const session = testSession({ stateStore: lmdbStateStore() })
  const start = (stateStore: string) =>
    session
      .memoryStream('id STRING')
      .toDF()
      .dropDuplicates('id')
      .writeStream.format('noop')
      .option('stateStore', stateStore)
      .start()
  start('memory')
  start('lmdb')
  expect(() => start('rocksdb')).toThrow(/memory or lmdb/)
})

test('the state of an aggregation and of a join is read by its columns', async () => {
  const folder = temporaryFolder()
  const session = testSession()
  const left = session.memoryStream('id INT, a STRING')
  const right = session.memoryStream('id INT, b STRING')
  left.addData({ id: 1, a: 'x' }, { id: 1, a: 'y' })
  right.addData({ id: 2, b: 'z' })
  const counts = left.toDF().groupBy('id').count().writeStream.format('noop').outputMode('update')
  const joined = left.toDF().join(right.toDF(), 'id').writeStream.format('noop')
  for (const [writer, name] of [
    [counts, 'counts'],
    [joined, 'joined'],
  ] as const) {
    const query = writer.option('checkpointLocation', join(folder, name)).start()
    await query.processAllAvailable()
    await query.stop()
  }
  const counted = await session.read().format('statestore').loadAsync(join(folder, 'counts'))
  expect(await counted.collect()).toMatchObject([{ key: { id: 1 }, partition_id: 0 }])
  const side = (joinSide: 'left' | 'right') =>
    session.read().format('statestore').option('joinSide', joinSide).loadAsync(join(folder, 'joined'))
  const rows = await (await side('left')).collect()
  expect(rows).toHaveLength(2)
  expect(rows).toContainEqual({
    key: { field0: 1, index: 1 },
    value: { matched: false, id: 1, a: 'y', expiresAt: null },
    partition_id: 0,
  })
  expect(await (await side('right')).collect()).toMatchObject([{ value: { id: 2, b: 'z' } }])
  const numbers = session.read().format('statestore').option('storeName', 'left-keyToNumValues')
  expect(await (await numbers.loadAsync(join(folder, 'joined'))).collect()).toEqual([
    { key: { field0: 1 }, value: { value: 2 }, partition_id: 0 },
  ])
})
