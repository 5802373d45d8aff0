import { Writable } from 'node:stream'
import pino from 'pino'
import { expect, test } from 'vitest'
import { createSession, type Logger } from '../../src/index.ts'
import { stderrLogger } from '../../src/session/stderr-logger.ts'
import { rememberingLogger, testSession } from './test-session.ts'

async function runTwoBatches(logger: Logger): Promise<void> {
  const session = testSession({ logger } as never)
  const input = session.memoryStream('id STRING')
  const query = input.toDF().dropDuplicates('id').writeStream.queryName('orders').format('noop').start()
  for (const id of ['secret a', 'secret b']) {
    input.addData({ id })
    await query.processAllAvailable()
  }
  await query.stop()
}

test('each batch is a line at info: figures and names, no rows', async () => {
  const logger = rememberingLogger()
  await runTwoBatches(logger)
  const lines = logger.lines.filter(({ level }) => level === 'info')
  expect(lines).toMatchObject([
    { message: 'a batch was committed', fields: { query: 'orders', batchId: 0, numInputRows: 1, stateRows: 1 } },
    { message: 'a batch was committed', fields: { query: 'orders', batchId: 1, numOutputRows: 1, stateRows: 2 } },
  ])
  expect(JSON.stringify(logger.lines)).not.toContain('secret')
})

test('a pino is a logger', async () => {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  await runTwoBatches(pino({ base: null }, stream).child({ service: 'shop' }))
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toHaveLength(2)
  expect(lines[1]).toMatchObject({
    level: 30,
    service: 'shop',
    query: 'orders',
    batchId: 1,
    msg: 'a batch was committed',
  })
})

function standard(options: {
  readonly level: 'info' | 'warn' | 'silent'
  readonly isTTY?: boolean
  readonly colour?: boolean
}) {
  let text = ''
  const clock = { now: () => Date.UTC(2026, 10, 24, 12), monotonic: () => 0, sleep: async () => {} }
  const stream = {
    write: (more: string) => {
      text += more
    },
    isTTY: options.isTTY ?? false,
  }
  const logger = stderrLogger({ clock, appName: 'shop', level: options.level, stream, colour: options.colour ?? false })
  return { logger, text: () => text }
}

test('standard error gets lines of JSON, warnings and errors unless more is asked for', () => {
  const quiet = standard({ level: 'warn' })
  quiet.logger.info({ batchId: 1 }, 'done')
  quiet.logger.warn({ query: 'orders' }, 'slow')
  expect(quiet.text()).toBe(
    '{"time":"2026-11-24T12:00:00.000Z","level":"warn","app":"shop","msg":"slow","query":"orders"}\n',
  )
  const silent = standard({ level: 'silent' })
  silent.logger.error({}, 'broken')
  expect(silent.text()).toBe('')
  const talkative = standard({ level: 'info' })
  talkative.logger.info({ batchId: 1 }, 'done')
  expect(JSON.parse(talkative.text())).toMatchObject({ level: 'info', batchId: 1 })
})

test('a terminal gets a line for people, which no data can break or paint', () => {
  const plain = standard({ level: 'warn', isTTY: true })
  plain.logger.warn({ query: 'or\u001b[31mders\n', runId: null, rows: 3 }, 'slow')
  expect(plain.text()).toBe('12:00:00.000 WARN  slow  query=or\\u001b[31mders\\n rows=3\n')
  const colours = standard({ level: 'warn', isTTY: true, colour: true })
  colours.logger.error({}, 'broken')
  expect(colours.text()).toContain('\u001b[31mERROR')
})

test('the level of a session is typed', () => {
  createSession({ logLevel: 'silent' })
  // @ts-expect-error: there is no such level
  createSession({ logLevel: 'loud' })
})
