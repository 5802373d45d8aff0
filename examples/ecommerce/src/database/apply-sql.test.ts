import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { applySql } from './apply-sql.ts'

const { Client } = pg

// A server of your own in DATABASE_URL is used instead of the embedded one; the tests work in a database of their own.
let serverUrl: string
let stopServer: () => Promise<void> = async () => undefined
const database = `apply_sql_${process.pid}`

async function withClient<T>(use: (client: pg.Client) => Promise<T>, url = ownUrl()): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

function ownUrl(): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

beforeAll(async () => {
  const given = process.env.DATABASE_URL
  if (given) serverUrl = given
  else {
    const server = await startEmbeddedPostgres()
    stopServer = () => server.stop()
    serverUrl = server.connectionString
  }
})

beforeEach(() =>
  withClient(async (client) => {
    await client.query(`drop database if exists ${database} with (force)`)
    await client.query(`create database ${database}`)
  }, serverUrl),
)

afterAll(async () => {
  await withClient((client) => client.query(`drop database if exists ${database} with (force)`), serverUrl)
  await stopServer()
})

const objects = `
  select c.oid, c.relkind, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'shop' order by c.relname`

test('the files make tables, indexes and views, and running them again changes nothing', async () => {
  await withClient(async (client) => {
    const applied = await applySql(client)
    expect(applied[0]).toBe('001_schema.sql')
    expect([...applied].sort()).toEqual(applied)
    const { rows } = await client.query(objects)
    expect(rows.filter((row) => row.relkind === 'r').map((row) => row.relname)).toEqual([
      'dead_letters',
      'event_log',
      'product_purchase_events',
      'product_view_events',
    ])
    expect(rows.filter((row) => row.relkind === 'v').map((row) => row.relname)).toEqual([
      'category_conversion_per_day',
      'revenue_per_hour',
      'session_funnel',
      'top_products',
    ])
    await applySql(client)
    expect((await client.query(objects)).rows).toEqual(rows)
  })
})

test('programs that start together do not trip over each other', async () => {
  await Promise.all(Array.from({ length: 5 }, () => withClient((client) => applySql(client))))
  await withClient(async (client) => expect((await client.query(objects)).rows.length).toBeGreaterThan(7))
})

test('one bad file leaves nothing of the good ones and is named with its line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'apply-sql-'))
  try {
    await writeFile(join(folder, '001_good.sql'), 'create table good (a int);')
    await writeFile(join(folder, '002_bad.sql'), 'create table also_good (a int);\n\nselect 1 frm nowhere x;\n')
    await withClient(async (client) => {
      await expect(applySql(client, folder)).rejects.toThrow(/002_bad\.sql:3: syntax error .*\(SQLSTATE 42601\)/)
      const { rows } = await client.query(`select to_regclass('good') as good, to_regclass('also_good') as also_good`)
      expect(rows).toEqual([{ good: null, also_good: null }])
    })
    await writeFile(join(folder, '3_unordered.sql'), '')
    await withClient((client) => expect(applySql(client, folder)).rejects.toThrow('3_unordered.sql'))
  } finally {
    await rm(folder, { recursive: true })
  }
})

const [anna, ben] = ['00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b']

async function fill(client: pg.Client): Promise<void> {
  await applySql(client)
  await client.query(`
    insert into shop.product_view_events
      (event_id, user_id, session_id, product_id, product_name, category, price, currency, device, event_ts) values
      (gen_random_uuid(), 1, '${anna}', 1, 'Mug', 'Home', 5, 'EUR', 'tv', '2026-11-23T10:00Z'),
      (gen_random_uuid(), 1, '${anna}', 2, 'Pan', 'Home', 9, 'EUR', 'tv', '2026-11-23T10:01Z'),
      (gen_random_uuid(), 1, '${anna}', 3, 'Hat', null, 7, 'EUR', 'tv', '2026-11-23T10:02Z'),
      (gen_random_uuid(), 2, '${ben}', 1, 'Mug', 'Home', 6, 'USD', 'tv', '2026-11-23T23:59:59.999Z')`)
  await client.query(`
    insert into shop.product_purchase_events
      (event_id, user_id, session_id, product_id, product_name, category, price, quantity, payment_method, currency, event_ts) values
      (gen_random_uuid(), 1, '${anna}', 1, 'Mug', 'Home', 5.25, 2, 'card', 'EUR', '2026-11-23T10:05Z'),
      (gen_random_uuid(), 1, '${anna}', 1, 'Mug', 'Home', 5.25, 1, 'card', 'EUR', '2026-11-23T10:06Z'),
      (gen_random_uuid(), 3, gen_random_uuid(), 3, 'Hat', null, 7.10, 3, 'card', 'USD', '2026-11-23T10:59Z')`)
}

test('the views answer what a small shop can be asked', async () => {
  await withClient(async (client) => {
    await client.query(`set timezone = 'Pacific/Auckland'; set datestyle = 'ISO'`)
    await fill(client)
    const read = async (text: string) => (await client.query(text)).rows
    expect(
      await read(`select day::text, category, views, viewing_sessions, purchases, buying_sessions, conversion
                  from shop.category_conversion_per_day order by category desc`),
    ).toEqual([
      {
        ...{ day: '2026-11-23', category: 'Home', views: '3', viewing_sessions: '2' },
        ...{ purchases: '2', buying_sessions: '1', conversion: '0.5000' },
      },
      {
        ...{ day: '2026-11-23', category: '(none)', views: '1', viewing_sessions: '1' },
        ...{ purchases: '1', buying_sessions: '1', conversion: '0.0000' },
      },
    ])
    expect(await read(`select currency, purchases, pieces, revenue from shop.revenue_per_hour order by 1`)).toEqual([
      { currency: 'EUR', purchases: '2', pieces: '3', revenue: '15.75' },
      { currency: 'USD', purchases: '1', pieces: '3', revenue: '21.30' },
    ])
    expect(await read(`select rank, product_id, pieces, views from shop.top_products order by product_id`)).toEqual([
      { rank: '1', product_id: '1', pieces: '3', views: '2' },
      { rank: '1', product_id: '3', pieces: '3', views: '1' },
    ])
    expect(await read('select *, day::text from shop.session_funnel')).toEqual([
      {
        ...{ day: '2026-11-23', sessions: '3', viewed_a_product: '2', viewed_three_products: '1' },
        ...{ bought: '2', bought_what_was_viewed: '1' },
      },
    ])
  })
})
