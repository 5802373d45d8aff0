import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { testSession } from '../session/test-session.ts'
import { visit } from './http-visitor.ts'

const index = new URL('../../src/index.ts', import.meta.url)

/** Runs a module in a process of its own, and gives what it printed and which sources of the page it has loaded. */
async function run(code: string): Promise<{ readonly printed: string; readonly loaded: readonly string[] }> {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ resolve: (name, context, next) => { const found = next(name, context); loaded.push(found.url); return found } })
    const { createSession } = await import(${JSON.stringify(index.href)})
    const session = createSession({ logger: { debug() {}, info() {}, warn() {}, error() {} } })
    ${code}
    console.log('loaded ' + JSON.stringify(loaded.filter((url) => url.includes('/src/ui/'))))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@streamkit/source', '--input-type=module', '--eval', program],
    { timeout: 50_000 },
  )
  const [printed = '', loaded = ''] = stdout.split('loaded ')
  return { printed, loaded: JSON.parse(loaded) as string[] }
}

test('nothing of the page is loaded before it is asked for', async () => {
  const query = `
    const input = session.memoryStream('n INT')
    const query = input.toDF().writeStream.format('noop').start()
    input.addData({ n: 1 })
    await query.processAllAvailable()
    await query.stop()`
  expect((await run(query)).loaded).toEqual([])
  expect((await run('await session.ui({ port: 0 })')).loaded).not.toEqual([])
})

test('an open page and its visitors do not keep a finished program alive', async () => {
  const { printed } = await run(`
    const { connect } = await import('node:net')
    const { port } = await session.ui({ port: 0 })
    const visitor = connect(port, '127.0.0.1')
    visitor.write('GET /events HTTP/1.1\\r\\nhost: localhost\\r\\n\\r\\n')
    const answer = await new Promise((resolve) => visitor.once('data', resolve))
    console.log(String(answer).split(' ')[1])
    visitor.unref()`)
  expect(printed.trim()).toBe('200')
})

test('every file of the page is served, and imports nothing from elsewhere', async () => {
  const { port } = await testSession().ui({ port: 0 })
  const files = readdirSync(new URL('../../src/ui/page', import.meta.url)).filter((file) => file !== 'index.html')
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const { status, text } = await visit(port, { path: `/page/${file}` })
    expect([file, status]).toEqual([file, 200])
    expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:\/\/|innerHTML|insertAdjacentHTML|eval\(/,
    )
  }
})
