import type { Client } from 'pg'

const columns = `event_id uuid primary key, user_id bigint, session_id uuid, product_id bigint, product_name text, category text,
  price numeric(10,2), quantity int, payment_method text, currency text, event_ts timestamptz`

/** An empty table for one measurement. The ledger forgets it too: each measurement has a new checkpoint, and its query the same name. */
export async function freshTable(client: Client, name: string): Promise<void> {
  await client.query(`drop table if exists ${name}`)
  const { rows } = await client.query("select to_regclass('streamkit.commits') is not null as found")
  if (rows[0]?.found === true) await client.query('delete from streamkit.commits where sink_id = $1', [name])
  await client.query(`create table ${name} (${columns})`)
  await client.query('checkpoint')
}

/** How many rows a table has, and a sum over them that tells two contents apart. */
export async function contentOf(
  client: Client,
  name: string,
): Promise<{ readonly rows: number; readonly digest: string }> {
  const { rows } = await client.query(
    `select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as digest from ${name} t`,
  )
  return rows[0] as { rows: number; digest: string }
}

/** What `psql` does with the files: COPY each into a staging table, then the upsert. One transaction a batch of files. */
export function psqlScript(table: string, batches: readonly (readonly string[])[]): string {
  const target =
    'event_id, user_id, session_id, product_id, product_name, category, price, quantity, payment_method, currency, event_ts'
  const updates = target
    .split(', ')
    .slice(1)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')
  const staging = `create temp table staging (event_id uuid, user_id bigint, session_id uuid, product_id bigint, product_name text, category text,
  price numeric(10,2), quantity int, payment_method text, currency text, event_date text, event_time text) on commit delete rows;`
  const steps = batches.map((paths) =>
    [
      'begin;',
      ...paths.map((path) => `\\copy staging from '${path}' with (format csv, header true)`),
      `insert into ${table} (${target})
select distinct on (event_id) event_id, user_id, session_id, product_id, product_name, category, price, quantity, payment_method, currency, (event_date || ' ' || event_time)::timestamptz
from staging order by event_id, ctid
on conflict (event_id) do update set ${updates};`,
      'commit;',
    ].join('\n'),
  )
  return ['\\set ON_ERROR_STOP on', "set time zone 'UTC';", staging, ...steps, ''].join('\n')
}
