import { readCsv } from './read-csv.ts'
import { simpleSchema } from './simple-schema.ts'

// How fast CSV becomes columns: nothing but boundaries, some columns, all of them, all of them in quotes with escapes. Load: events of 12 columns and about 130
// bytes, in memory. The cases take turns; medians. Run it with Node itself (a test runner rewrites imports and slows the loops down):
// node --conditions=@streamkit/source packages/streamkit/test/csv/scan-speed.ts

const rows = 100_000
const schema = simpleSchema(
  'event_id STRING, session_id STRING, user_id BIGINT, user_name STRING, product_id INT, product_name STRING, ' +
    'category STRING, price DECIMAL(10,2), quantity INT, event_date DATE, event_time STRING, country STRING',
)

function event(i: number): readonly string[] {
  const hex = ((i + 1) * 2654435761).toString(16).padStart(12, '0').slice(-12)
  const id = `${hex.slice(0, 8)}-${hex.slice(4, 8)}-4${hex.slice(1, 4)}-8${hex.slice(2, 5)}-${hex}`
  const name = `product number ${i % 977}`
  const price = `${i % 900}.${10 + (i % 90)}`
  const date = `2026-11-${10 + (i % 20)}`
  return [
    id,
    `${hex}${hex.slice(8)}`,
    `${i}`,
    `user ${i % 9999}`,
    `${i % 5000}`,
    name,
    'books',
    price,
    '3',
    date,
    '10:20:30',
    'DE',
  ]
}

const events = Array.from({ length: rows }, (_, i) => event(i))
const plain = Buffer.from(events.map((e) => `${e.join(',')}\n`).join(''))
const quoted = Buffer.from(
  events.map((e) => `${e.map((v, i) => (i === 5 ? `"a ""${v}"" b"` : `"${v}"`)).join(',')}\n`).join(''),
)
const all = schema.fields.map((_, i) => i)

const cases = [
  { name: 'boundaries only', content: plain, columns: [] },
  { name: '4 of 12 columns', content: plain, columns: [0, 4, 7, 9] },
  { name: '12 of 12 columns', content: plain, columns: all },
  { name: '12 of 12 columns, quoted and escaped', content: quoted, columns: all },
]
const rounds = 15
const times = new Map(cases.map(({ name }) => [name, [] as number[]]))
for (let round = 0; round < rounds; round++) {
  for (const { name, content, columns } of cases) {
    const start = performance.now()
    const { batches } = await readCsv({ content, schema, columns, options: { escape: '"' }, convertRows: false })
    times.get(name)?.push(performance.now() - start)
    if (batches.reduce((sum, batch) => sum + batch.length, 0) !== rows) throw new RangeError('rows are missing')
  }
}
for (const { name, content } of cases) {
  const median = [...(times.get(name) as number[])].sort((a, b) => a - b)[rounds >> 1] as number
  const krows = Math.round(rows / median)
  console.log(
    `${name.padEnd(40)} ${String(krows).padStart(6)} krows/s ${Math.round(content.length / median / 1000)} MB/s`,
  )
}
