import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { UiOptions, UiServer } from '../../src/index.ts'
import { conditionsOf, rejection, rememberingLogger, testSession } from '../session/test-session.ts'
import { openEvents, visit } from './http-visitor.ts'

async function open(options: UiOptions = {}): Promise<UiServer> {
  return testSession().ui({ port: 0, ...options })
}

const token = 'a-long-enough-token'

test('the page and what belongs to it are answered, with headers that keep everything else out', async () => {
  const { port, url } = await open()
  expect(url).toBe(`http://127.0.0.1:${port}/`)
  const page = await visit(port)
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.headers).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'; script-src 'self'; style-src 'self'"),
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  })
  expect(page.headers).not.toHaveProperty('access-control-allow-origin')
  const paths = [...page.text.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path]) => path as string)
  expect(paths.length).toBeGreaterThan(3)
  for (const path of paths) expect([path, (await visit(port, { path })).status]).toEqual([path, 200])
  expect(page.text).not.toMatch(/https?:\/\//)
})

test('HEAD has the headers of GET and no body', async () => {
  const { port } = await open()
  const [head, get] = [await visit(port, { method: 'HEAD' }), await visit(port)]
  expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']])
})

test.for(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('B19: %s is refused: the page is read-only', async (method) => {
  const { port } = await open()
  const answer = await visit(port, { method, path: '/api/queries' })
  expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
})

test.for([
  ['evil.example', 421],
  ['evil.example:4040', 421],
  ['127.0.0.1.evil.example', 421],
  ['localhost', 200],
  ['LOCALHOST:1', 200],
  ['127.0.0.1', 200],
  ['[::1]:4040', 200],
  ['192.168.0.7', 421],
] as const)(
  'B18: a request for the host %s is answered with %i: a foreign name that leads here is no way in',
  async ([host, status]) => {
    const { port } = await open()
    expect((await visit(port, { headers: { host }, path: '/api/queries' })).status).toBe(status)
  },
)

test("a name that the options allow is the page's own", async () => {
  const { port } = await open({ allowedHosts: ['Shop.Internal'] })
  expect((await visit(port, { headers: { host: 'shop.internal:80' } })).status).toBe(200)
})

test.for([
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 403],
  [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 403],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 403],
  [{ origin: 'http://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 200],
  [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 200],
] as const)('B19: other origins read nothing, links may lead here: %j', async ([headers, status]) => {
  const { port } = await open()
  expect((await visit(port, { path: '/api/queries', headers })).status).toBe(status)
})

test.for([
  '/nothing',
  '/page/../serve-ui.ts',
  '/page/%2e%2e/serve-ui.ts',
  '/api/queries/nobody',
  '/page/',
  '//x',
  '/__proto__',
])('nothing is to be found at %s', async (path) => {
  const { port } = await open()
  expect((await visit(port, { path })).status).toBe(404)
})

test('B21: another host than a loopback address needs to be allowed, and a token', async () => {
  const session = testSession()
  for (const options of [{}, { allowRemote: true }, { token }]) {
    const refusal = await rejection(session.ui({ port: 0, host: '0.0.0.0', ...options }))
    expect(conditionsOf(refusal)).toEqual(['UI_NOT_PROTECTED'])
  }
  const { port } = await session.ui({ port: 0, host: '0.0.0.0', allowRemote: true, token })
  expect((await visit(port)).status).toBe(401)
  // Of all addresses, but of no name: rebinding needs one.
  const authorization = `Bearer ${token}`
  expect((await visit(port, { headers: { host: '10.1.2.3:80', authorization } })).status).toBe(200)
  expect((await visit(port, { headers: { host: 'evil.example', authorization } })).status).toBe(421)
})

test('B21: that other machines can reach the page is said in the log', async () => {
  const logger = rememberingLogger()
  await testSession({ logger }).ui({ port: 0, host: '0.0.0.0', allowRemote: true, token })
  expect(logger.lines).toMatchObject([{ level: 'warn', message: 'other machines can reach the live page' }])
  expect(JSON.stringify(logger.lines)).not.toContain(token)
})

test('a token in the address is exchanged for a cookie that scripts cannot read', async () => {
  const { port } = await open({ token })
  const wrong = { headers: { authorization: `Bearer ${token}x` } }
  for (const nobody of [
    {},
    { path: '/?token=wrong' },
    wrong,
    { headers: { cookie: `streamkit_ui_${port}=${token}` } },
  ]) {
    expect((await visit(port, nobody)).status).toBe(401)
  }
  expect((await visit(port, { path: '/events' })).status).toBe(401)
  const entered = await visit(port, { path: `/?token=${token}` })
  expect([entered.status, entered.headers.location]).toEqual([303, './'])
  const [cookie = ''] = entered.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(cookie).not.toContain(token)
  const [pair = ''] = cookie.split(';')
  expect((await visit(port, { headers: { cookie: `other=1; ${pair}` } })).status).toBe(200)
})

test.for([
  [{ port: 65_536 }, 'port'],
  [{ port: 1.5 }, 'port'],
  [{ samples: 0 }, 'samples'],
  [{ token: 'short-secret' }, 'token'],
] as const)('an option that cannot be is refused: %j', async ([options, name]) => {
  const refusal = await rejection(testSession().ui(options))
  expect(conditionsOf(refusal)).toEqual(['INVALID_OPTION_VALUE'])
  expect(refusal.message).toContain(name)
  expect(refusal.message).not.toContain('short-secret')
})

test('where the port is taken the next is, as in Spark', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
  const { port } = taken.address() as AddressInfo
  const logger = rememberingLogger()
  const page = await testSession({ logger }).ui({ port })
  expect(page.port).toBeGreaterThan(port)
  expect(page.port).toBeLessThanOrEqual(port + 16)
  expect(logger.lines.map(({ message }) => message)).toEqual(['the port of the live page was taken'])
})

test('where no port is left, an error says so', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(65_535, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => taken.close(() => resolve())))
  expect(conditionsOf(await rejection(testSession().ui({ port: 65_535 })))).toEqual(['UI_PORTS_IN_USE'])
})

test('B22: large headers, requests that do not end and too many connections do no harm', async () => {
  const { port } = await open()
  expect((await visit(port, { headers: { 'x-large': 'x'.repeat(20_000) } })).status).toBe(431)
  const sockets = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'))
  onTestFinished(() => sockets.forEach((socket) => void socket.destroy()))
  const closed = sockets.map(
    (socket) =>
      new Promise<boolean>((resolve) => {
        socket.resume()
        socket.on('error', () => resolve(true))
        socket.on('close', () => resolve(true))
        // Slow loris: the headers never end.
        socket.write('GET / HTTP/1.1\r\nhost: localhost\r\nx: ')
      }),
  )
  // What is over the limit is closed at once, the rest when the time for the headers is over.
  expect(await Promise.all(closed)).toEqual(sockets.map(() => true))
  expect((await visit(port)).status).toBe(200)
}, 60_000)

test('more visitors than there is room for are told to come later', async () => {
  const { port } = await open()
  const visitors = await Promise.all(Array.from({ length: 16 }, () => openEvents(port)))
  expect(visitors.map(({ status }) => status)).toEqual(visitors.map(() => 200))
  const late = await visit(port, { path: '/events' })
  expect([late.status, late.headers['retry-after']]).toEqual([503, '10'])
  visitors[0]?.[Symbol.dispose]()
  await expect
    .poll(async () => {
      using next = await openEvents(port)
      return next.status
    })
    .toBe(200)
  for (const visitor of visitors) visitor[Symbol.dispose]()
})

test('closing the page ends its streams and frees the port; closing twice is closing', async () => {
  const session = testSession()
  const page = await session.ui({ port: 0 })
  const events = await openEvents(page.port)
  await page.close()
  await events.ended
  await expect(visit(page.port)).rejects.toThrow('ECONNREFUSED')
  await page.close()
  const again = await session.ui({ port: page.port })
  expect(again.port).toBe(page.port)
  await session.stop()
  await expect(visit(again.port)).rejects.toThrow('ECONNREFUSED')
})
