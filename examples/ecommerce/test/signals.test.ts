import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { generateInto } from '../src/generate/generate-into.ts'
import { expectedEvents } from '../src/verify/expected-events.ts'
import { verifyTables } from '../src/verify/verify-tables.ts'

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))

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
  const client = await connected()
  await client.query('drop schema if exists shop cascade; drop schema if exists streamkit cascade')
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

async function generate(seed: number): Promise<void> {
  await generateInto(
    { dataFolder: data },
    {
      seed,
      runs: 20,
      startMs: Date.UTC(2026, 10, 23, 12),
      windowMs: 1000,
      eventsMin: 25,
      eventsMax: 50,
      shares: { duplicates: 0.1, late: 0, malformed: 0.05 },
      lateByMs: 86_400_000,
      signal: new AbortController().signal,
      waitForRun: async () => {},
    },
  )
}

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the stream and, when its first batch is done, sends the signals, one right after the other. */
async function stream(args: readonly string[], signals: readonly NodeJS.Signals[] = []): Promise<Ended> {
  const words = [
    'stream',
    '--data',
    data,
    '--database',
    server.connectionString,
    '--metrics-port',
    '0',
    '--max-files',
    '1',
    ...args,
  ]
  const child = spawn(process.execPath, ['--conditions=@streamkit/source', program, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text: Buffer) => {
    stdout += text
  })
  child.stderr.on('data', (text: Buffer) => {
    const before = stderr.includes('batch 0')
    stderr += text
    if (!before && stderr.includes('batch 0')) for (const signal of signals) child.kill(signal)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

async function expectVerified(): Promise<void> {
  const client = await connected()
  try {
    expect(await verifyTables(client, await expectedEvents(data))).toMatchObject({ ok: true, differences: [] })
  } finally {
    await client.end()
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)('P02: %s lets the running batches commit and ends with 0', async (signal) => {
  await generate(1)
  const { code, stderr } = await stream(['--interval', '0'], [signal])
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`${signal}: stopping`) })
  const rest = await stream(['--once'])
  expect(rest.code).toBe(0)
  await expectVerified()
})

test('P03: a second signal ends the process at once, and the next start loses nothing', async () => {
  await generate(2)
  const { code } = await stream(['--interval', '0'], ['SIGINT', 'SIGTERM'])
  // The second may come when everything has stopped already.
  expect([0, 130, 143]).toContain(code)
  const rest = await stream(['--once'])
  expect(rest.code).toBe(0)
  await expectVerified()
})
