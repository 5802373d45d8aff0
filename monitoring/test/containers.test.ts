import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ComposeService, composeFile, composeSettings, interpolated } from './support/compose-file.ts'
import { readText, root } from './support/repository.ts'
import { type RunningProgram, runProgram, startProgram } from './support/run-program.ts'
import { type ShopDatabase, startShopDatabase } from './support/shop.ts'
import { waitUntil } from './support/wait-until.ts'

// The services of our own as docker-compose.yml starts them, but natively: the entry point of the Dockerfile, the command, the
// environment and the health check of the file. Only what containers have and this machine has not is replaced: folders, hosts, ports.

const { services } = composeFile()
const settings = {
  ...composeSettings(),
  POSTGRES_PASSWORD: 'owner',
  SHOP_READER_PASSWORD: 'reader',
  GRAFANA_ADMIN_PASSWORD: 'admin',
  EVENTS_THROUGH: 'csv',
}
const entryPoint = JSON.parse(/^ENTRYPOINT (.*)$/m.exec(readText('Dockerfile'))?.[1] ?? '[]') as readonly string[]

const running = new AsyncDisposableStack()
let folder: string
let database: ShopDatabase

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'containers-'))
  running.defer(() => rm(folder, { recursive: true, force: true }))
  database = running.use(await startShopDatabase())
})
afterAll(() => running.disposeAsync())

/** Containers' folders, hosts and ports as this machine has them. */
function native(text: string, port = '0'): string {
  const here = interpolated(text, settings)
  if (here.startsWith('postgres://')) return database.ownerUrl
  return here
    .replace(/^0\.0\.0\.0$/, '127.0.0.1')
    .replace(/^9464$/, '0')
    .replace(':9464/', `:${port}/`)
    .replace(/^\/(data|checkpoints)/, `${folder}/$1`)
}

function start({ command = [], environment = {} }: ComposeService): RunningProgram {
  const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, native(value)]))
  const [, ...args] = [...entryPoint, ...command]
  const program = startProgram(process.execPath, ['--conditions=@streamkit/source', ...args], {
    env: { ...env, HOME: folder },
    cwd: root,
  })
  running.defer(async () => void (await program.stop()))
  return program
}

function healthCheck({ healthcheck }: ComposeService, port?: string) {
  const [kind, program, ...args] = healthcheck?.test ?? []
  expect([kind, program]).toEqual(['CMD', 'node'])
  return runProgram(
    process.execPath,
    args.map((text) => native(text, port).replace(/^monitoring\//, `${root}monitoring/`)),
  )
}

describe('the services of our own', () => {
  test('start with node and the file that npm run ecommerce starts', () => {
    expect(entryPoint).toEqual(['node', '--max-semi-space-size=4', 'examples/ecommerce/src/start.mjs'])
  })

  test('generate and stream, are found well, and end when they are asked to', async () => {
    const { generator = {}, stream = {} } = services
    expect((await healthCheck(generator)).code).toBe(1)
    expect((await healthCheck(stream, '1')).code).toBe(1)

    const generating = start(generator)
    const streaming = start(stream)
    const port = () => /metrics at http:\/\/127\.0\.0\.1:(?<port>\d+)/.exec(streaming.output())?.groups?.port
    await waitUntil('both services are well', async () => {
      if (generating.hasEnded()) throw new Error(generating.output())
      if (streaming.hasEnded()) throw new Error(streaming.output())
      if (port() === undefined) return false
      return (await healthCheck(generator)).code === 0 && (await healthCheck(stream, port())).code === 0
    })

    const client = new Client({ connectionString: database.readerUrl })
    await client.connect()
    await waitUntil('events are in the table', async () => {
      const { rows } = await client.query('select count(*)::int as events from shop.event_log')
      return rows[0].events > 0
    })
    await client.end()

    expect(await generating.stop()).toBe(0)
    expect(await streaming.stop()).toBe(0)
  })
})

test('a health check that is used wrongly is not well', async () => {
  const { code, output } = await runProgram(process.execPath, [`${root}monitoring/docker/health-check.mjs`, 'toString'])
  expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('usage') })
})
