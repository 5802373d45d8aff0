import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { processIdentity } from './process-identity.ts'

const me = processIdentity()

test('this process is alive, one that ended is not', async () => {
  expect(me.isAlive(me.pid, me.startTime)).toBe(true)
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  const pid = child.pid as number
  expect(me.isAlive(pid, '')).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(me.isAlive(pid, '')).toBe(false)
})

test.runIf(process.platform === 'linux')('a later process with the pid of an earlier one is not taken for it', () => {
  expect(me.startTime).toMatch(/^\d+$/)
  expect(me.bootId).toMatch(/^[0-9a-f-]{36}$/)
  expect(me.isAlive(me.pid, '1')).toBe(false)
})

test.runIf(process.platform === 'linux')('a dead process whose parent has not asked for it is dead', async () => {
  // the shell starts a process that ends, and never waits for it
  const shell = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [output] = (await once(shell.stdout, 'data')) as [Buffer]
  const pid = Number(String(output).trim())
  while (me.isAlive(pid, '')) await new Promise((next) => setImmediate(next))
  shell.kill('SIGKILL')
  await once(shell, 'exit')
  expect(me.isAlive(pid, '')).toBe(false)
})

test('pids that name groups of processes are nobody', () => {
  for (const pid of [0, -1, 1.5, Number.NaN]) expect(me.isAlive(pid, '')).toBe(false)
})
