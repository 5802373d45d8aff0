import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { applySql } from '../src/database/apply-sql.ts'
import { eventTypes } from '../src/events/event-types.ts'
import { generateInto } from '../src/generate/generate-into.ts'
import { expectedEvents } from '../src/verify/expected-events.ts'
import { verifyTables } from '../src/verify/verify-tables.ts'

const program = fileURLToPath(new URL('./crashing-stream.ts', import.meta.url))
const startMs = Date.UTC(2026, 10, 23, 12)

let server: EmbeddedPostgres
let data: string

beforeAll(async () => {
  server = await startEmbeddedPostgres()
})
afterAll(async () => {
  await server?.stop()
})
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'shop-'))
  for (const type of eventTypes) await mkdir(join(data, type.folder), { recursive: true })
  await emptyTables()
})
afterEach(async () => {
  await rm(data, { recursive: true, force: true })
})

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: server.connectionString })
  await client.connect()
  return client
}

async function emptyTables(): Promise<void> {
  const client = await connected()
  await client.query('drop schema if exists shop cascade; drop schema if exists streamkit cascade')
  await applySql(client)
  await client.end()
}

async function generate(options: { readonly seed: number; readonly runs: number }): Promise<void> {
  await generateInto(
    { dataFolder: data },
    {
      ...options,
      startMs,
      windowMs: 1000,
      eventsMin: 25,
      eventsMax: 50,
      shares: { duplicates: 0.1, late: 0.03, malformed: 0.05 },
      lateByMs: 86_400_000,
      signal: new AbortController().signal,
      waitForRun: async () => {},
    },
  )
}

interface Started {
  readonly child: ChildProcess
  /** What it printed, how it ended. */
  readonly ended: Promise<{
    readonly signal: NodeJS.Signals | null
    readonly code: number | null
    readonly stdout: string
    readonly stderr: string
  }>
}

interface StartOptions {
  /** Kill the process at this durable step. */
  readonly step?: number
  readonly moment?: 'before' | 'after'
  readonly pipelines?: readonly string[]
}

function start({ step = 0, moment = 'before', pipelines = [] }: StartOptions = {}): Started {
  const child = spawn(
    process.execPath,
    ['--conditions=@streamkit/source', program, data, server.connectionString, String(step), moment, ...pipelines],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (text: Buffer) => {
    stdout += text
  })
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text
  })
  const ended = new Promise<Awaited<Started['ended']>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

async function finish(): Promise<number> {
  const { code, stdout, stderr } = await start().ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return Number(stdout)
}

async function expectVerified(tables = ['product_view_events', 'product_purchase_events', 'event_log']): Promise<void> {
  const client = await connected()
  try {
    const expectations = await expectedEvents(data)
    const { tables: verdicts, differences } = await verifyTables(client, expectations)
    expect(differences.filter((difference) => tables.includes(difference.table))).toEqual([])
    for (const verdict of verdicts.filter(({ table }) => tables.includes(table))) {
      expect(verdict).toMatchObject({ missing: 0, unexpected: 0, different: 0 })
      expect(verdict.expected).toBeGreaterThan(0)
    }
  } finally {
    await client.end()
  }
}

async function deadLetters(folder = join(data, '.bad-records')): Promise<number> {
  let count = 0
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && entry.name.endsWith('.jsonl')) {
      count += (await readFile(join(entry.parentPath, entry.name), 'utf8'))
        .split('\n')
        .filter((line) => line !== '').length
    }
  }
  return count
}

test('every valid event is in the tables exactly once, and every malformed row is a dead letter', async () => {
  await generate({ seed: 1, runs: 6 })
  await finish()
  await expectVerified()
  const { malformed } = await expectedEvents(data)
  // Each type is read by two queries: its own and the event log.
  expect(await deadLetters()).toBe(2 * malformed)
})

test('a second start has nothing to do and changes nothing', async () => {
  await generate({ seed: 2, runs: 3 })
  await finish()
  await finish()
  await expectVerified()
})

test('a stream that is killed at any durable step of its batches loses nothing and doubles nothing', {
  timeout: 600_000,
}, async () => {
  await generate({ seed: 3, runs: 1 })
  const pipeline = 'product-purchases'
  let killed = 0
  for (let step = 1; ; step++) {
    await rm(join(data, '.checkpoints'), { recursive: true, force: true })
    await emptyTables()
    const first = await start({ step, moment: step % 2 === 0 ? 'after' : 'before', pipelines: [pipeline] }).ended
    if (first.signal === null) {
      expect({ step, code: first.code, stderr: first.stderr }).toEqual({ step, code: 0, stderr: '' })
      break
    }
    killed++
    const second = await start({ pipelines: [pipeline] }).ended
    expect({ step, code: second.code, stderr: second.stderr }).toEqual({ step, code: 0, stderr: '' })
    await expectVerified(['product_purchase_events'])
  }
  // A batch alone has more durable steps than that: the log of files, offsets, dead letters, state, commits.
  expect(killed).toBeGreaterThan(30)
})

test('the stream is killed twenty times at random moments and nothing is lost or doubled', {
  timeout: 600_000,
}, async () => {
  await generate({ seed: 4, runs: 4 })
  let x = 20_261_123
  for (let kill = 0; kill < 20; kill++) {
    await generate({ seed: 5000 + kill, runs: 2 })
    const { child, ended } = start()
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
    // From the first import to the last commit: which moment it hits is left to the machine.
    const timer = setTimeout(() => child.kill('SIGKILL'), 350 + (x % 900))
    await ended
    clearTimeout(timer)
  }
  await finish()
  await expectVerified()
})
