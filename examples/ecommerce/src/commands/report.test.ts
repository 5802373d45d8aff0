import { EventEmitter } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { progressLine } from '../../test/support/progress-lines.ts'
import { runCli } from '../cli.ts'

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'report-'))
})
afterEach(() => rm(data, { recursive: true }))

async function report(...args: readonly string[]) {
  const written = { stdout: '', stderr: '' }
  const sink = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text
    },
  })
  const code = await runCli({
    args: ['report', '--data', data, ...args],
    env: {},
    folder: data,
    signals: new EventEmitter(),
    exit: () => undefined,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  })
  return { code, ...written }
}

async function log(): Promise<void> {
  await mkdir(join(data, '.progress'))
  await writeFile(join(data, '.progress', '2026-11-23T12-00-00-000Z-1.jsonl'), `${progressLine({})}\n`)
}

test('a run is told as text, and the page lies in the data folder', async () => {
  await log()
  const { code, stdout } = await report()
  expect(code).toBe(0)
  expect(stdout).toContain('10 rows in 1 batches')
  expect(stdout).toContain(`page with plots: ${join(data, 'report.html')}`)
  expect(await readFile(join(data, 'report.html'), 'utf8')).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
  expect((await readdir(data)).sort()).toEqual(['.progress', 'report.html'])
})

test('without a database there is a report without latency, which says why', async () => {
  await log()
  const { stdout } = await report('--json', '--html', join(data, 'new folder', 'page.html'))
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ command: 'report', totals: { inputRows: 10 }, latency: { kind: 'unavailable' } })
  expect(await readFile(result.page, 'utf8')).toContain('Not measured: there is no database in the data folder')
})

test('a database that cannot be reached costs the latency, not the report', async () => {
  await log()
  const { code, stdout, stderr } = await report('--database', 'postgres://me:hunter2@127.0.0.1:1/shop')
  expect(code).toBe(0)
  expect(stdout).toContain('Latency from event to table: not measured')
  expect(stdout + stderr).not.toContain('hunter2')
})

test('a folder in which nothing ran is an error that says what to do', async () => {
  const { code, stderr } = await report()
  expect(code).toBe(1)
  expect(stderr).toContain("run 'demo' or 'stream' with this data folder first")
})
