import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { runChild } from '../../test/embedded/child-program.ts'
import { temporaryFolder } from '../../test/embedded/temporary-folder.ts'
import { startEmbeddedPostgres } from '../embedded.ts'
import { isServerOf } from './process-table.ts'
import { canReach } from './server-identity.ts'

const launcher = 'launcher-program.ts'
const nobody = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0
const others = isRoot && (await canReach(nobody, process.execPath)) && (await canReach(nobody, import.meta.filename))
const patience = { timeout: 20_000, interval: 20 }

test('a server does not outlive a launcher that is killed, nor do its temporary data', async () => {
  const program = runChild(launcher, [], {})
  const { pid, folder } = (await program.answer()) as { pid: number; folder: string }
  expect(existsSync(folder)).toBe(true)
  program.child.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), patience)
  expect(isServerOf(join(folder, 'cluster/data'), pid)).toBe(false)
})

test('a launcher that exits without stopping leaves nothing behind', async () => {
  const program = runChild(launcher, [], {})
  const { folder } = (await program.answer()) as { folder: string }
  program.child.stdin?.end('exit')
  await once(program.child, 'exit')
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), patience)
})

test('a killed launcher is followed at once by another on the same data', async () => {
  const dataDirectory = join(await temporaryFolder(), 'db')
  const program = runChild(launcher, [dataDirectory], {})
  const { pid } = (await program.answer()) as { pid: number }
  program.child.kill('SIGKILL')
  await once(program.child, 'exit')
  await using server = await startEmbeddedPostgres({ dataDirectory })
  expect(server.pid).not.toBe(pid)
  expect(existsSync(dataDirectory)).toBe(true)
})

test.runIf(others)('an ordinary user runs the server as itself, without a home', async () => {
  const folder = await temporaryFolder()
  await chmod(folder, 0o777)
  const dataDirectory = join(folder, 'db')
  const env = { HOME: '/nonexistent', TMPDIR: folder }
  const program = runChild(launcher, [dataDirectory], { uid: nobody.uid, env })
  const { uid, pid } = (await program.answer()) as { uid: number; pid: number }
  expect(uid).toBe(nobody.uid)
  expect(isServerOf(join(dataDirectory, 'cluster/data'), pid)).toBe(true)
  program.child.stdin?.end()
  await once(program.child, 'exit')
  expect(isServerOf(join(dataDirectory, 'cluster/data'), pid)).toBe(false)

  // Root comes back to the database of that user.
  await using server = await startEmbeddedPostgres({ dataDirectory })
  expect(server.dataDirectory).toBe(dataDirectory)
})
