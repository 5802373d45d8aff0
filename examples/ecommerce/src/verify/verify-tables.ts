import type { Client } from 'pg'
import { productPurchases } from '../events/product-purchase.ts'
import { productViews } from '../events/product-view.ts'
import type { Expectations, ExpectedEvent } from './expected-events.ts'

/** What is wrong with one event in one table. */
export interface Difference {
  readonly table: string
  readonly eventId: string
  readonly problem: string
}

export interface TableVerdict {
  readonly table: string
  readonly rows: number
  readonly expected: number
  readonly missing: number
  readonly unexpected: number
  readonly different: number
}

export interface Verdict {
  readonly ok: boolean
  readonly tables: readonly TableVerdict[]
  /** The first few of what is wrong. */
  readonly differences: readonly Difference[]
}

const mostDifferences = 20
const pageRows = 10_000

interface CheckedTable {
  readonly name: string
  readonly covers: (event: ExpectedEvent) => boolean
  readonly expect: (event: ExpectedEvent) => Readonly<Record<string, string | null>>
}

const tables: readonly CheckedTable[] = [
  { name: 'product_view_events', covers: (e) => e.eventType === productViews.eventType, expect: (e) => e.columns },
  {
    name: 'product_purchase_events',
    covers: (e) => e.eventType === productPurchases.eventType,
    expect: (e) => e.columns,
  },
  { name: 'event_log', covers: () => true, expect: logColumns },
]

/** Compares every generated event with every row of the tables, column by column. */
export async function verifyTables(client: Client, { events, deadLetters }: Expectations): Promise<Verdict> {
  const differences: Difference[] = []
  const verdicts: TableVerdict[] = []
  for (const table of tables) verdicts.push(await verifyTable(client, table, { events, differences }))
  if (deadLetters !== null) verdicts.push(await verifyDeadLetters(client, deadLetters, differences))
  const ok = verdicts.every((v) => v.missing + v.unexpected + v.different === 0)
  return { ok, tables: verdicts, differences: differences.slice(0, mostDifferences) }
}

async function verifyTable(
  client: Client,
  table: CheckedTable,
  { events, differences }: { events: Expectations['events']; differences: Difference[] },
): Promise<TableVerdict> {
  const report = (eventId: string, problem: string) => {
    if (differences.length < mostDifferences) differences.push({ table: table.name, eventId, problem })
  }
  const seen = new Set<string>()
  let [rows, unexpected, different, missing, expected] = [0, 0, 0, 0, 0]
  for await (const row of rowsOf(client, table.name)) {
    rows++
    const id = row.event_id as string
    const event = events.get(id)
    if (event === undefined || !table.covers(event) || seen.has(id)) {
      unexpected++
      report(id, seen.has(id) ? 'is there twice' : 'was never generated')
      continue
    }
    seen.add(id)
    const problem = differenceOf(row, table.expect(event))
    if (problem === null) continue
    different++
    report(id, problem)
  }
  for (const [id, event] of events) {
    if (!table.covers(event)) continue
    if (event.presence === 'must') expected++
    if (seen.has(id) || event.presence === 'may') continue
    missing++
    report(id, 'is missing')
  }
  return { table: table.name, rows, expected, missing, unexpected, different }
}

/** Every malformed message has its dead letter, once, and nothing else has one. Messages have the event's id as their key. */
async function verifyDeadLetters(
  client: Client,
  expected: NonNullable<Expectations['deadLetters']>,
  differences: Difference[],
): Promise<TableVerdict> {
  const table = 'dead_letters'
  const seen = new Set<string>()
  let [rows, unexpected, missing] = [0, 0, 0]
  for await (const { message_key } of rowsOf(client, table)) {
    rows++
    const id = message_key ?? ''
    if (expected.has(id) && !seen.has(id)) seen.add(id)
    else {
      unexpected++
      differences.push({ table, eventId: id, problem: seen.has(id) ? 'is there twice' : 'is no malformed message' })
    }
  }
  const must = [...expected].filter(([, presence]) => presence === 'must').map(([id]) => id)
  for (const id of must.filter((one) => !seen.has(one))) {
    missing++
    differences.push({ table, eventId: id, problem: 'is missing' })
  }
  return { table, rows, expected: must.length, missing, unexpected, different: 0 }
}

/** All rows with every column as text, page by page. */
async function* rowsOf(client: Client, table: string): AsyncGenerator<Readonly<Record<string, string | null>>> {
  await client.query('begin isolation level repeatable read read only')
  try {
    await client.query("set local time zone 'UTC'")
    await client.query(`declare verified cursor for select * from shop.${table}`)
    for (;;) {
      const page = await client.query({
        text: `fetch ${pageRows} from verified`,
        types: { getTypeParser: () => String },
      })
      yield* page.rows as Readonly<Record<string, string | null>>[]
      if (page.rows.length === 0) return
    }
  } finally {
    await client.query('rollback')
  }
}

function differenceOf(
  row: Readonly<Record<string, string | null>>,
  expected: Readonly<Record<string, string | null>>,
): string | null {
  for (const [column, value] of Object.entries(expected)) {
    const found = column === 'event_ts' ? normalTime(row[column] ?? null) : (row[column] ?? null)
    const wanted = column === 'event_ts' ? normalTime(value) : value
    if (found !== wanted) return `${column} is ${JSON.stringify(found)}, expected ${JSON.stringify(wanted)}`
  }
  return null
}

/** `2026-11-23 10:00:00.5+00` and `2026-11-23 10:00:00.500` are the same moment. */
function normalTime(text: string | null): string | null {
  if (text === null) return null
  const [head = '', fraction = ''] = text.replace(/\+00$/, '').split('.')
  return `${head}.${fraction.padEnd(6, '0')}`
}

function logColumns({ eventType, columns }: ExpectedEvent): Readonly<Record<string, string | null>> {
  const {
    event_id = null,
    user_id = null,
    session_id = null,
    product_id = null,
    currency = null,
    event_ts = null,
  } = columns
  const amount = columns.quantity === undefined ? null : times(columns.price ?? '0', Number(columns.quantity))
  return { event_id, event_type: eventType, event_ts, user_id, session_id, product_id, amount, currency }
}

/** Exact: prices have two digits after the point. */
function times(price: string, quantity: number): string {
  const cents = BigInt(price.replace('.', '')) * BigInt(quantity)
  const digits = cents.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}
