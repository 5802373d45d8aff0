import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { readText, root } from './repository.ts'
import { type RunningProgram, startProgram } from './run-program.ts'
import { waitUntil } from './wait-until.ts'

/** The database of the shop, with the role that Grafana and the exporter read with. */
export interface ShopDatabase extends AsyncDisposable {
  readonly ownerUrl: string
  readonly readerUrl: string
}

/** Runs the script that the container of PostgreSQL runs; what psql would replace is replaced here. */
async function makeReader(server: EmbeddedPostgres): Promise<string> {
  const script = readText('monitoring/postgres/010_reader.sql')
  const client = new Client({ connectionString: server.connectionString })
  await client.connect()
  try {
    await client.query(script.replaceAll(/^\\getenv.*$/gm, '').replaceAll(":'reader_password'", "'r3ader'"))
  } finally {
    await client.end()
  }
  const url = new URL(server.connectionString)
  url.username = 'shop_reader'
  url.password = 'r3ader'
  return url.href
}

export async function startShopDatabase(): Promise<ShopDatabase> {
  const server = await startEmbeddedPostgres()
  const readerUrl = await makeReader(server)
  return {
    ownerUrl: server.connectionString,
    readerUrl,
    async [Symbol.asyncDispose]() {
      await server.stop()
    },
  }
}

/** The example while it generates and streams. */
export interface RunningDemo extends AsyncDisposable {
  /** `http://127.0.0.1:port/metrics` */
  readonly metricsUrl: string
  readonly program: RunningProgram
}

/** Starts `demo` as `npm run ecommerce` does, with quick runs, and no end of its own. */
export async function startDemo(databaseUrl: string): Promise<RunningDemo> {
  const data = await mkdtemp(join(tmpdir(), 'shop-'))
  const args = ['--conditions=@streamkit/source', 'examples/ecommerce/src/start.mjs', 'demo', '--data', data]
  const settings = {
    DATABASE_URL: databaseUrl,
    METRICS_PORT: '0',
    ECOMMERCE_RUNS: '100000',
    ECOMMERCE_EVERY: '250 ms',
    ECOMMERCE_INTERVAL: '500 ms',
    // Few files in a batch: some wait. A short watermark: keys expire.
    ECOMMERCE_MAX_FILES: '1',
    ECOMMERCE_WATERMARK: '5 seconds',
  }
  const program = startProgram(process.execPath, args, { env: { ...settings, HOME: data }, cwd: root })
  const told = () => /metrics at (?<url>http\S+)/.exec(program.output())?.groups?.url
  await waitUntil('the example tells where its metrics are', () => program.hasEnded() || told() !== undefined)
  const metricsUrl = told()
  if (metricsUrl === undefined) throw new Error(program.output())
  return {
    metricsUrl,
    program,
    async [Symbol.asyncDispose]() {
      await program.stop()
      await rm(data, { recursive: true, force: true })
    },
  }
}
