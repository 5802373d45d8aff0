import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { JavaBroker, startTestBroker, type TestBroker, testBrokerKind } from '@streamkit/kafka/testing'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventTypes } from '../src/events/event-types.ts'
import { generateInto } from '../src/generate/generate-into.ts'
import { createTopics } from '../src/generate/kafka-target.ts'
import { expectedEvents } from '../src/verify/expected-events.ts'
import { verifyTables } from '../src/verify/verify-tables.ts'

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const kind = await testBrokerKind()
// A laptop without Java and Docker skips, visibly; on CI that is a failure.
const hasBroker = kind !== null || process.env.CI === 'true'

/** How often the stream is killed; `STREAMKIT_KAFKA_CRASHES` says otherwise. */
const kills = Number(process.env.STREAMKIT_KAFKA_CRASHES ?? 30)

let server: EmbeddedPostgres
let broker: TestBroker | JavaBroker
let data: string

describe.skipIf(!hasBroker)('the shop through Kafka', () => {
  beforeAll(async () => {
    server = await startEmbeddedPostgres()
  })
  afterAll(async () => {
    await server?.stop()
  })
  beforeEach(async () => {
    broker = kind === 'java' ? await JavaBroker.start() : await startTestBroker()
    await createTopics(
      [broker.bootstrapServers],
      eventTypes.map(({ folder }) => folder),
    )
    data = await mkdtemp(join(tmpdir(), 'shop-kafka-'))
    await query('drop schema if exists shop cascade; drop schema if exists streamkit cascade')
  })
  afterEach(async () => {
    await broker?.stop()
    await rm(data, { recursive: true, force: true })
  })

  async function query(text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: server.connectionString })
    await client.connect()
    try {
      return (await client.query(text)).rows
    } finally {
      await client.end()
    }
  }

  async function generate(seed: number, runs: number): Promise<void> {
    await generateInto(
      { dataFolder: data, targetName: 'kafka', brokers: broker.bootstrapServers },
      {
        seed,
        runs,
        startMs: Date.UTC(2026, 10, 23, 12),
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

  interface Ended {
    readonly code: number | null
    readonly stderr: string
  }

  interface Started {
    readonly child: ChildProcess
    readonly ended: Promise<Ended>
    /** Its queries run, or it has ended. */
    readonly streaming: Promise<unknown>
  }

  /** The stream in a process of its own, as a user starts it. */
  function stream(...args: readonly string[]): Started {
    const words = ['stream', '--from', 'kafka', '--brokers', broker.bootstrapServers, '--data', data]
    const place = ['--database', server.connectionString, '--metrics-port', '0', '--max-messages', '40']
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=TimeoutNegativeWarning',
        '--conditions=@streamkit/source',
        program,
        ...words,
        ...place,
        ...args,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH } },
    )
    const streaming = Promise.withResolvers<void>()
    let stderr = ''
    child.stderr?.on('data', (text: Buffer) => {
      stderr += text
      if (stderr.includes('streaming ')) streaming.resolve()
    })
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve({ code, stderr }))
    })
    return { child, ended, streaming: Promise.race([streaming.promise, ended]) }
  }

  async function finish(): Promise<void> {
    expect(await stream('--once', '--quiet').ended).toEqual({ code: 0, stderr: '' })
  }

  /** Every event and every dead letter is there exactly once, as it was generated. */
  async function expectVerified(): Promise<void> {
    const client = new Client({ connectionString: server.connectionString })
    await client.connect()
    try {
      const { tables, differences } = await verifyTables(client, await expectedEvents(data))
      expect(differences).toEqual([])
      expect(tables.map(({ table }) => table)).toContain('dead_letters')
      for (const table of tables) {
        expect(table).toMatchObject({ missing: 0, unexpected: 0, different: 0 })
        expect(table.expected).toBeGreaterThan(0)
      }
    } finally {
      await client.end()
    }
  }

  test('every valid event is in the tables exactly once, every malformed message is a dead letter with its place and reason', async () => {
    await generate(1, 5)
    await finish()
    await expectVerified()
    const letters = await query('select * from shop.dead_letters')
    for (const letter of letters) {
      expect(letter.topic).toMatch(/^product-(view|purchase)-events$/)
      expect(letter.reason).toMatch(/^(not JSON: .+|\w+ is missing|\w+ does not fit its type: "(twelve|2026-02-30)")$/)
    }
    expect(new Set(letters.map(({ reason }) => String(reason).split(/[: ]/)[0])).size).toBeGreaterThan(2)
    const more = await query('select event_id from shop.event_log')
    await finish()
    expect(await query('select event_id from shop.event_log')).toHaveLength(more.length)
    await generate(2, 2)
    await finish()
    await expectVerified()
  })

  test('the stream is killed again and again at random moments and the broker in between: nothing is lost or doubled', {
    timeout: 600_000,
  }, async () => {
    let x = 20_261_124
    for (let kill = 0; kill < kills; kill++) {
      await generate(5000 + kill, 1)
      const { child, ended, streaming } = stream('--interval', '0')
      // Now and then while it comes up; else when its queries run. Which moment it hits is left to the machine.
      if (kill % 5 !== 0) await streaming
      x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
      const timer = setTimeout(() => child.kill('SIGKILL'), x % 700)
      if (kill % 10 === 4 && broker instanceof JavaBroker) {
        await (kill % 20 === 4 ? broker.kill() : broker.halt())
        await broker.resume()
      }
      const { code, stderr } = await ended
      clearTimeout(timer)
      // Nothing but the kill ends it: not the broker that went away either.
      expect({ kill, code, stderr: code === null ? '' : stderr }).toEqual({ kill, code: null, stderr: '' })
    }
    // The kills hit work: much of it was done before the last of them.
    expect((await query('select event_id from shop.event_log')).length).toBeGreaterThan(3 * kills)
    await finish()
    await expectVerified()
  })
})
