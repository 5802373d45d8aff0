import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { TextLineSplitter } from '../../src/connectors/socket/text-line-splitter.ts'
import { col } from '../../src/index.ts'
import { manualClock } from '../../src/testing.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, rememberingLogger, testSession } from './test-session.ts'

/** A server that sends what a test says, and the connections that came. */
async function lineServer() {
  const connections: Socket[] = []
  let came = Promise.withResolvers<Socket>()
  const server = createServer((socket) => {
    socket.on('error', () => {})
    connections.push(socket)
    came.resolve(socket)
    came = Promise.withResolvers()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of connections) socket.destroy()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, next: () => came.promise, close: () => server.close() }
}

/** A query that collects the lines of a server, and a way to wait until so many have come. */
async function reading(checkpoint = temporaryFolder(), server?: Awaited<ReturnType<typeof lineServer>>) {
  const from = server ?? (await lineServer())
  const logger = rememberingLogger()
  const rows: unknown[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const connection = from.next()
  const query = testSession({ logger, environment: { clock: manualClock('2026-01-01T00:00:00Z') } })
    .readStream()
    .format('socket')
    .options({ host: '127.0.0.1', port: from.port, includeTimestamp: true })
    .load()
    .select('value', col('timestamp').as('at'))
    .writeStream.option('checkpointLocation', checkpoint)
    .foreachBatch(async (batch) => {
      rows.push(...(await batch.collect()))
      for (const { count, resolve } of waiting) if (rows.length >= count) resolve()
    })
    .start()
  const come = (count: number) =>
    rows.length >= count ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ count, resolve }))
  return { query, rows, logger, come, connection, server: from, checkpoint }
}

test('lines come as rows, with the time at which they came', async () => {
  const { query, rows, logger, come, connection } = await reading()
  const socket = await connection
  socket.write('a\nb\r\nc')
  await come(2)
  socket.write('d\n')
  await come(3)
  socket.end('last')
  await come(4)
  const at = new Date('2026-01-01T00:00:00Z')
  expect(rows).toEqual(['a', 'b', 'cd', 'last'].map((value) => ({ value, at })))
  expect(query.isActive).toBe(true)
  const warnings = logger.lines.map(({ message }) => message)
  expect(warnings).toContain(
    'The socket source should not be used for production applications! It does not support recovery.',
  )
  expect(warnings.some((message) => message.startsWith('Stream closed by 127.0.0.1:'))).toBe(true)
  await query.processAllAvailable()
  expect(query.lastProgress?.sources[0]?.description).toMatch(/^TextSocketV2\[host: 127\.0\.0\.1, port: \d+\]$/)
})

test('what was received is not there for another run, which is refused', async () => {
  const first = await reading()
  const socket = await first.connection
  socket.write('a\n')
  await first.come(1)
  await first.query.processAllAvailable()
  await first.query.stop()
  const second = await reading(first.checkpoint, first.server)
  expect(conditionsOf(await rejection(second.query.awaitTermination()))).toContain('SOCKET_NOT_REPLAYABLE')
})

test('a connection that breaks, or that is refused, is an error', async () => {
  const { query, come, connection } = await reading()
  const socket = await connection
  socket.write('a\n')
  await come(1)
  socket.resetAndDestroy()
  expect(conditionsOf(await rejection(query.awaitTermination()))).toContain('SOCKET_CONNECTION_LOST')

  const server = await lineServer()
  server.close()
  const refused = await reading(temporaryFolder(), server)
  expect(conditionsOf(await rejection(refused.query.awaitTermination()))).toContain('SOCKET_CONNECTION_LOST')
})

test('options that Spark refuses are refused when the stream is loaded', () => {
  const reader = testSession().readStream().format('socket')
  const invalid = expect.objectContaining({ condition: 'INVALID_OPTION_VALUE' })
  expect(() => reader.load()).toThrow(invalid)
  expect(() => reader.option('host', 'localhost').load()).toThrow(invalid)
  expect(() => reader.options({ host: 'localhost', port: 70_000 }).load()).toThrow(invalid)
  expect(() => reader.options({ host: 'localhost', port: 1, includeTimestamp: 'x' as never }).load()).toThrow(invalid)
  expect(() => reader.options({ host: 'localhost', port: 1 }).schema('a INT').load()).toThrow(
    expect.objectContaining({ condition: 'SCHEMA_NOT_ALLOWED' }),
  )
})

test('lines end as in Java, wherever the pieces are cut', () => {
  const bytes = new TextEncoder().encode('a\rb\r\n\nzoë\n€')
  for (let cut = 0; cut <= bytes.length; cut++) {
    const splitter = new TextLineSplitter()
    const lines = [
      ...splitter.push(bytes.subarray(0, cut)),
      ...splitter.push(bytes.subarray(cut)),
      ...splitter.finish(),
    ]
    expect(lines).toEqual(['a', 'b', '', 'zoë', '€'])
  }
})
