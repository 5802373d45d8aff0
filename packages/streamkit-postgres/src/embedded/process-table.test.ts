import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { realpathSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { childrenOf, isServerOf, processExists, signalProcess } from './process-table.ts'

function sleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

test('children are found until they have ended', async () => {
  const child = sleeper()
  const pid = child.pid as number
  expect(childrenOf(process.pid)).toContain(pid)
  expect(childrenOf(pid)).toEqual([])
  expect(processExists(pid)).toBe(true)
  signalProcess(pid, 'SIGKILL')
  await once(child, 'exit')
  expect(childrenOf(process.pid)).not.toContain(pid)
  expect(processExists(pid)).toBe(false)
  signalProcess(pid, 'SIGKILL')
})

test.runIf(process.platform === 'linux')('a process is a server of the folder it works in, and of no other', () => {
  const { pid } = sleeper()
  expect(isServerOf(realpathSync('.'), pid as number)).toBe(true)
  expect(isServerOf('/elsewhere', pid as number)).toBe(false)
})
