import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { progressLine } from '../../test/support/progress-lines.ts'
import { readRun } from './read-run.ts'

let data: string

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'read-run-'))
  await mkdir(join(data, '.progress'))
})
afterEach(() => rm(data, { recursive: true }))

/** A log of one batch that began at `HH:MM:SS`. */
async function log(time: string, pid: number, text?: string): Promise<void> {
  const name = `2026-11-23T${time.replaceAll(':', '-')}-000Z-${pid}.jsonl`
  await writeFile(join(data, '.progress', name), text ?? `${progressLine({ timestamp: `2026-11-23T${time}Z` })}\n`)
}

async function times(choice: 'last' | 'all'): Promise<readonly string[]> {
  const { batches } = await readRun(data, choice)
  return batches.map(({ startMs }) => new Date(startMs).toISOString().slice(11, 19))
}

test('the last run is all files of the newest process, and what is not a log is passed over', async () => {
  await log('12:00:00', 41)
  await log('12:00:30', 42)
  await log('12:00:50', 42)
  await writeFile(join(data, '.progress', 'notes.txt'), 'mine')
  expect(await times('last')).toEqual(['12:00:30', '12:00:50'])
  expect(await times('all')).toEqual(['12:00:00', '12:00:30', '12:00:50'])
})

test('a process with the number of an earlier one, long after it, is another run', async () => {
  await log('12:00:00', 1)
  await log('12:05:00', 1)
  expect(await times('last')).toEqual(['12:05:00'])
})

test('a last line that a crash cut short is left out, and any other line that is no progress is counted', async () => {
  const whole = progressLine({})
  await log('12:00:00', 1, `${whole}\nnonsense\n${whole}\n${whole.slice(0, -1)}`)
  const run = await readRun(data, 'last')
  expect(run.batches).toHaveLength(2)
  expect(run.unreadableLines).toBe(1)
})

test('a folder without a log has no batches', async () => {
  await rm(join(data, '.progress'), { recursive: true })
  expect(await readRun(data, 'last')).toEqual({ files: [], batches: [], unreadableLines: 0 })
})
