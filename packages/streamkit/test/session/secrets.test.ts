import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { batchOfRows } from '../../src/columnar/rows.ts'
import type { Connector } from '../../src/contracts/connector.ts'
import { offset } from '../../src/contracts/offset.ts'
import { createSession, parseDdl, type StreamingQuery, type StreamingQueryProgress } from '../../src/index.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { rejection, rememberingLogger } from './test-session.ts'

const canary = 'correct-horse-battery-staple'
const schema = parseDdl('n INT')

/** A source and a sink that take a password, the source with one block of rows; without a password there is no way in. */
const vault: Connector = {
  name: 'vault',
  formats: [
    {
      name: 'vault',
      schema: () => schema,
      source: ({ options }) => {
        options.string('password')
        options.integer('port')
        return {
          description: 'Vault[n]',
          initialize: async () => {},
          latestOffset: async () => offset('1'),
          async *read(_, { columns }) {
            const batch = batchOfRows([{ n: 1 }], schema)
            yield { length: batch.length, columns: columns.map((c) => batch.columns[c] as never) }
          },
          commit: async () => {},
          stop: async () => {},
        }
      },
      sink: ({ options }) => {
        options.string('password')
        return {
          description: 'VaultSink',
          prepare: async () => {},
          addBatch: async () => {
            throw new Error('the vault is closed')
          },
          stop: async () => {},
        }
      },
    },
  ],
}

/** As plain JavaScript sees them: the connector has no types. */
interface Reader {
  format(name: string): Reader
  option(name: string, value: unknown): Reader
  load(): { explain(mode?: string): string; readonly writeStream: Writer }
}
interface Writer {
  format(name: string): Writer
  option(name: string, value: unknown): Writer
  start(): StreamingQuery
}

function contentsBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n')
}

test('a password among the options is in no plan, progress, log, error, status or checkpoint', async () => {
  const checkpoint = temporaryFolder()
  const logger = rememberingLogger()
  await using session = createSession({ connectors: [vault], logger })
  const told: unknown[] = []
  session.streams.addListener({
    onQueryStarted: (event) => told.push(event),
    onQueryProgress: (event) => told.push(event),
    onQueryTerminated: (event) => told.push(event),
  })
  const reader = session.readStream() as unknown as Reader
  const frame = reader.format('vault').option('password', canary).load()
  told.push(frame.explain('extended'), frame.explain())
  const working = frame.writeStream.format('noop').option('checkpointLocation', checkpoint).start()
  await working.processAllAvailable()
  const progress: readonly StreamingQueryProgress[] = working.recentProgress
  expect(progress).toHaveLength(1)
  told.push(progress, working.explain('extended'), working.status)
  await working.stop()
  const failing = frame.writeStream
    .format('vault')
    .option('password', canary)
    .option('checkpointLocation', temporaryFolder())
    .start()
  const failure = await rejection(failing.awaitTermination())
  told.push(failure.message, failure.stack, { ...failure }, failing.status, failing.explain('extended'))
  const misspelt = reader.format('vault').option('pasword', canary).load()
  told.push((await rejection((async () => misspelt.writeStream.format('noop').start())())).message)
  const text = `${JSON.stringify(told)}${JSON.stringify(logger.lines)}${contentsBelow(checkpoint)}`
  expect(text).toContain('Vault[n]')
  expect(text).toContain('the vault is closed')
  expect(text).not.toContain(canary)
})

test('a value that an option cannot have is shown, but not that of a secret', async () => {
  await using session = createSession({ connectors: [vault], logger: rememberingLogger() })
  const reader = session.readStream() as unknown as Reader
  const refusal = async (name: string, value: unknown) =>
    (
      await rejection(
        (async () => reader.format('vault').option(name, value).load().writeStream.format('noop').start())(),
      )
    ).message
  expect(await refusal('port', 'abc')).toContain('"abc"')
  expect(await refusal('password', { secret: canary })).not.toContain(canary)
})
