/**
 * `npm run bench:parquet`: a million rows of five columns are written and read as parquet and as CSV, in turns in one process. Time is CPU time of the process; what is read is
 * added up, so that no column can be left out.
 *
 * Options: --rows 1000000 --rounds 3 --json. One round that warms up comes first and is not counted.
 */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createSession, Decimal, max, sum } from '@streamkit/core'
import { parquet } from '@streamkit/parquet'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})
const count = Number(values.rows)
const schema = 'id INT, name STRING, price DECIMAL(10,2), amount DOUBLE, at TIMESTAMP'

const folder = await mkdtemp(join(tmpdir(), 'bench-parquet-'))
await using session = createSession({ connectors: [parquet()], timeZone: 'UTC' })

const input = session.createDataFrame(
  Array.from({ length: count }, (_, id) => ({
    id,
    name: `product ${id % 5000}`,
    price: Decimal.from(`${id % 9999}.${10 + (id % 90)}`),
    amount: ((id * 7919) % 100_003) / 8,
    at: new Date(1_750_000_000_000 + id * 37),
  })),
  schema,
)

type Format = 'csv' | 'parquet'

interface Measured {
  readonly writeMs: number
  readonly readMs: number
  readonly sizeBytes: number
  readonly digest: string
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly outcome: T }> {
  const begun = process.cpuUsage()
  const outcome = await work()
  const { user, system } = process.cpuUsage(begun)
  return { ms: (user + system) / 1000, outcome }
}

async function measure(format: Format, round: number): Promise<Measured> {
  const path = join(folder, `${format}-${round}`)
  const written = await timed(() => input.write.format(format).save(path))
  const read = await timed(() =>
    session
      .read()
      .format(format)
      .schema(schema)
      .load(path)
      .agg(($) => ({ id: sum($.id), name: max($.name), price: sum($.price), amount: sum($.amount), at: max($.at) }))
      .collect(),
  )
  const sizes = await Promise.all((await readdir(path)).map(async (name) => (await stat(join(path, name))).size))
  await rm(path, { recursive: true })
  const digest = JSON.stringify(read.outcome, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
  return { writeMs: written.ms, readMs: read.ms, sizeBytes: sizes.reduce((all, size) => all + size, 0), digest }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

const rounds: { readonly csv: Measured; readonly parquet: Measured }[] = []
for (let round = 0; round <= Number(values.rounds); round++) {
  const both = { csv: await measure('csv', round), parquet: await measure('parquet', round) }
  if (both.csv.digest !== both.parquet.digest) throw new Error(`${both.csv.digest} is not ${both.parquet.digest}`)
  if (round > 0) rounds.push(both)
}
await rm(folder, { recursive: true })

const of = (format: Format, key: 'writeMs' | 'readMs' | 'sizeBytes') => median(rounds.map((each) => each[format][key]))
const report = {
  rows: count,
  writeRowsPerSecond: Math.round((count / of('parquet', 'writeMs')) * 1000),
  readRowsPerSecond: Math.round((count / of('parquet', 'readMs')) * 1000),
  writeTimeOfCsv: median(rounds.map((each) => each.csv.writeMs / each.parquet.writeMs)),
  readTimeOfCsv: median(rounds.map((each) => each.csv.readMs / each.parquet.readMs)),
  sizeOfCsv: of('parquet', 'sizeBytes') / of('csv', 'sizeBytes'),
  node: process.version,
  cpu: `${cpus()[0]?.model} × ${availableParallelism()}`,
  load: loadavg().map((load) => load.toFixed(1)),
}
if (values.json) console.log(JSON.stringify(report))
else console.table(report)
