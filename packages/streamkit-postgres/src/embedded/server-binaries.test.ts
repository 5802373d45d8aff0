import { chmod, cp, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runChild } from '../../test/embedded/child-program.ts'
import { copyWithoutSymlinks, symlinksIn } from '../../test/embedded/native-files.ts'
import { temporaryFolder } from '../../test/embedded/temporary-folder.ts'
import { copyNative } from './native-copy.ts'
import { ensureNativeSymlinks } from './native-symlinks.ts'
import { prepareServerBinaries } from './server-binaries.ts'
import { canReach } from './server-identity.ts'

const nobody = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
/** Whether another user may run Node and read these sources. */
const others = isRoot && (await canReach(nobody, process.execPath)) && (await canReach(nobody, import.meta.filename))

async function temporaryDirectory(): Promise<string> {
  const folder = await temporaryFolder('tmpdir-')
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  return folder
}

test.runIf(isLinux)('binaries work in place though no install script has run', async () => {
  const native = await copyWithoutSymlinks(await temporaryFolder())
  expect(await symlinksIn(native)).toEqual([])
  const lookup = await prepareServerBinaries({ nativeDirectory: native, identity: undefined, signal: undefined })
  expect(lookup).toMatchObject({
    kind: 'found',
    binaries: { postgres: join(native, 'bin/postgres'), majorVersion: '18' },
  })
  expect((await symlinksIn(native)).length).toBeGreaterThan(5)
})

test.runIf(isLinux)('symlinks are made by many at once and made again without harm', async () => {
  const native = await copyWithoutSymlinks(await temporaryFolder())
  expect(await Promise.all([1, 2, 3, 4].map(() => ensureNativeSymlinks(native)))).toEqual([true, true, true, true])
  expect(await ensureNativeSymlinks(native)).toBe(true)
})

test('a list of symlinks that leads out of the package is not followed', async () => {
  const native = join(await temporaryFolder(), 'native')
  await mkdir(native)
  const list = [{ source: 'native/../../x', target: 'native/../../y' }, { source: 1 }, null]
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(list))
  expect(await ensureNativeSymlinks(native)).toBe(true)
  expect(await readdir(native)).toEqual(['pg-symlinks.json'])
})

test.runIf(isLinux)('a path that would mislead a shell is not run from', async () => {
  const temporary = await temporaryDirectory()
  const folder = join(await temporaryFolder(), 'a "$(touch broken)" `b`')
  const native = await copyWithoutSymlinks(folder)
  const lookup = await prepareServerBinaries({ nativeDirectory: native, identity: undefined, signal: undefined })
  expect(lookup).toMatchObject({ kind: 'found', binaries: { postgres: expect.stringContaining(temporary) } })
})

test.runIf(isRoot && isLinux)('binaries that the server may not reach are copied once', async () => {
  const folder = await temporaryFolder()
  const native = await copyWithoutSymlinks(folder)
  await chmod(folder, 0o700)
  const temporary = await temporaryDirectory()
  const attempt = { nativeDirectory: native, identity: nobody, signal: undefined }
  const lookups = await Promise.all([prepareServerBinaries(attempt), prepareServerBinaries(attempt)])
  expect(lookups[0]).toMatchObject({ kind: 'found', binaries: { postgres: expect.stringContaining(temporary) } })
  expect(lookups[1]).toEqual(lookups[0])
  const [copy, ...more] = await readdir(temporary)
  expect(more).toEqual([])
  const { ino } = await lstat(join(temporary, copy as string))
  expect(await prepareServerBinaries(attempt)).toEqual(lookups[0])
  expect((await lstat(join(temporary, copy as string))).ino).toBe(ino)
})

test.runIf(others && isLinux)('binaries in a folder that is read-only for this user are copied', async () => {
  const temporary = await temporaryFolder('tmpdir-')
  await chmod(temporary, 0o777)
  const native = await copyWithoutSymlinks(await temporaryFolder())
  const program = runChild('prepare-program.ts', [native], { uid: nobody.uid, env: { TMPDIR: temporary } })
  expect(await program.answer()).toMatchObject({
    kind: 'found',
    binaries: { postgres: expect.stringContaining(temporary) },
  })
  expect(await symlinksIn(native)).toEqual([])
})

test('a copy that lost a file is replaced, one that others may write to is not used', async () => {
  const parent = await temporaryFolder('tmpdir-')
  const native = join(await temporaryFolder(), 'native')
  await mkdir(join(native, 'bin'), { recursive: true })
  await writeFile(join(native, 'bin/postgres'), 'binary')
  await writeFile(join(native, 'readme'), 'text')

  const copy = await copyNative(native, parent, 'label')
  await rm(join(copy, 'readme'))
  expect(await copyNative(native, parent, 'label')).toBe(copy)
  expect(await readdir(copy)).toEqual(['bin', 'readme'])

  const kept = join(copy, '..')
  await cp(join(copy, 'bin/postgres'), join(kept, 'planted'))
  await chmod(kept, 0o777)
  await copyNative(native, parent, 'label')
  expect(await readdir(kept)).toEqual(['native'])
  expect((await lstat(kept)).mode & 0o777).toBe(0o755)
  expect(await readdir(parent)).toHaveLength(1)
})

test.runIf(isLinux)('binaries that do not run are reported with their own words', async () => {
  const native = join(await temporaryFolder(), 'native')
  await mkdir(join(native, 'bin'), { recursive: true })
  await writeFile(join(native, 'bin/postgres'), '#!/bin/false\n', { mode: 0o755 })
  const lookup = await prepareServerBinaries({ nativeDirectory: native, identity: undefined, signal: undefined })
  expect(lookup).toMatchObject({ kind: 'missing', reason: expect.stringContaining('ended with code 1') })
})
