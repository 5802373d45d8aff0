import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '@streamkit/core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { postgres, upsert } from '../src/index.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'

let database: TestDatabase
let folder: string

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamkit-lost-'))
  await mkdir(join(folder, 'in'))
  await addFile('a', 'id,name', '1,a', '2,b')
  await database.run(
    'DROP SCHEMA IF EXISTS streamkit CASCADE; DROP TABLE IF EXISTS orders; CREATE TABLE orders (id int, name text)',
  )
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const addFile = (name: string, ...lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, 'in', `${name}.csv`), `${lines.join('\n')}\n`)

type Kind = 'upsert' | 'append'
type WhenNew = 'fail' | 'continue'

interface Run {
  /** Null: the query has no name. */
  readonly queryName?: string | null
  readonly whenCheckpointIsNew?: WhenNew
  readonly sinkId?: string
}

/** Reads what is new in the folder into the table, and ends. */
async function run(kind: Kind, { queryName = 'orders', ...given }: Run = {}): Promise<void> {
  const { connectionString } = database
  await using session = createSession({ connectors: [postgres()] })
  const frame = session.readStream().format('csv').schema('id INT, name STRING').option('header', true)
  const named = frame.load(join(folder, 'in')).writeStream.trigger({ availableNow: true })
  const writer = (queryName === null ? named : named.queryName(queryName)).option(
    'checkpointLocation',
    join(folder, 'checkpoint'),
  )
  const query =
    kind === 'upsert'
      ? writer.foreachBatch(upsert({ connectionString, table: 'orders', key: ['id'], ...given })).start()
      : writer
          .format('postgres')
          .options({ connectionString, dbtable: 'orders', ...given })
          .start()
  await query.awaitTermination()
}

const emptyCheckpoint = (): Promise<void> => rm(join(folder, 'checkpoint'), { recursive: true })
const queryId = async (): Promise<string> =>
  (JSON.parse(await readFile(join(folder, 'checkpoint', 'metadata'), 'utf8')) as { id: string }).id
const ids = async (): Promise<unknown> => (await database.rows('SELECT id FROM orders ORDER BY id')).map((r) => r.id)

async function prepareTable(kind: Kind): Promise<void> {
  if (kind === 'upsert') await database.run('ALTER TABLE orders ADD PRIMARY KEY (id)')
}

const kinds = ['upsert', 'append'] as const

test.for(kinds)(
  'C11: a named query whose checkpoint was emptied is refused, whatever is tried again: %s',
  async (kind) => {
    await prepareTable(kind)
    await run(kind)
    const oldId = await queryId()
    await emptyCheckpoint()
    await addFile('b', 'id,name', '3,c')
    const failure = await run(kind).catch((error: unknown) => error)
    expect(String(failure)).toContain('[SINK_CHECKPOINT_LOST]')
    expect(String(failure)).toContain(
      `The table public.orders already holds batches up to 0 of a query with the name orders, whose checkpoint has the id ${oldId}. ` +
        `The checkpoint of this run is another one, with the id ${await queryId()}, of which the table holds nothing: ` +
        'the old checkpoint was emptied, replaced, or is not mounted. Restore it. ' +
        'If starting over is meant, set `whenCheckpointIsNew: "continue"`; if this is another query, give it another queryName or sinkId.',
    )
    // on what the refused start has left of a checkpoint
    await expect(run(kind)).rejects.toThrow('[SINK_CHECKPOINT_LOST]')
    expect(await ids()).toEqual([1, 2])
  },
)

test.for(kinds)('C11: starting over is possible if it is said, and once is enough: %s', async (kind) => {
  await prepareTable(kind)
  await run(kind)
  const oldId = await queryId()
  await emptyCheckpoint()
  await expect(run(kind)).rejects.toThrow('[SINK_CHECKPOINT_LOST]')
  await run(kind, { whenCheckpointIsNew: 'continue' })
  expect(await ids()).toEqual(kind === 'upsert' ? [1, 2] : [1, 1, 2, 2])
  await addFile('b', 'id,name', '3,c')
  await run(kind)
  expect(await ids()).toEqual(kind === 'upsert' ? [1, 2, 3] : [1, 1, 2, 2, 3])
  expect(
    await database.rows('SELECT query_id, query_name, batch_id::int FROM streamkit.commits ORDER BY batch_id'),
  ).toEqual([
    { query_id: oldId, query_name: 'orders', batch_id: 0 },
    { query_id: await queryId(), query_name: 'orders', batch_id: 1 },
  ])
})

test('C11: queries of other names, other sinks, without a name, or on their own checkpoint are not concerned', async () => {
  await run('append')
  await addFile('b', 'id,name', '3,c')
  await run('append')
  expect(await ids()).toEqual([1, 2, 3])
  for (const other of [{ queryName: 'others' }, { sinkId: 'again' }, { queryName: null }, { queryName: null }]) {
    await emptyCheckpoint()
    await run('append', other)
  }
  expect(await ids()).toEqual([1, 2, 3].flatMap((id) => Array.from({ length: 5 }, () => id)))
  // the name of the first one is still taken
  await emptyCheckpoint()
  await expect(run('append')).rejects.toThrow('[SINK_CHECKPOINT_LOST]')
})

test('an answer to a new checkpoint that is not known is refused', async () => {
  await expect(run('append', { whenCheckpointIsNew: 'ignore' as WhenNew })).rejects.toThrow(
    'The option whenCheckpointIsNew of the PostgreSQL connector cannot be used: "ignore" is not known',
  )
})
