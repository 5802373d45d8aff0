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
  const client = await connected()
  await client.query('drop schema if exists shop cascade; drop schema if exists streamkit cascade')
  await applySql(client)
  await client.end()
})
afterEach(async () => {
  await rm(data, { recursive: true, force: true })
})

async function connected(): Promise<Client> {
  const client = new Client({ connectionString: server.connectionString })
  await client.connect()
  return client
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

function start(step = 0, moment: 'before' | 'after' = 'before'): Started {
  const child = spawn(
    process.execPath,
    ['--conditions=@streamkit/source', program, data, server.connectionString, String(step), moment],
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

async function expectVerified(): Promise<void> {
  const client = await connected()
  try {
    const expectations = await expectedEvents(data)
    const verdict = await verifyTables(client, expectations)
    expect(verdict.differences).toEqual([])
    expect(verdict.ok).toBe(true)
    expect(verdict.tables.every((table) => table.rows >= table.expected && table.expected > 0)).toBe(true)
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

test('the stream is killed at every durable step of its batches and nothing is lost or doubled', {
  timeout: 600_000,
}, async () => {
  await generate({ seed: 3, runs: 2 })
  let killed = 0
  // Each process gets further than the one before: what is durable stays. So the step counts on within what is left.
  for (let step = 1; ; step++) {
    const { signal, code, stderr } = await start(step, step % 2 === 0 ? 'after' : 'before').ended
    if (signal === null) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      break
    }
    expect(signal).toBe('SIGKILL')
    killed++
    if (step % 7 === 0) await generate({ seed: 1000 + step, runs: 1 })
    expect(killed).toBeLessThan(400)
  }
  await finish()
  expect(killed).toBeGreaterThan(20)
  await expectVerified()
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
