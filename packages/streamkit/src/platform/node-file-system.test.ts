import { mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nodeFileSystem as fs } from './node-file-system.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamkit-node-fs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const bytes = (text: string) => new TextEncoder().encode(text)
const failing = async (work: Promise<unknown>) => (await work.catch((error: unknown) => error)) as { code?: string }

test('a handle appends what it writes and reads at any position', async () => {
  const file = await fs.open(`${folder}/a`, 'wx')
  await file.write(bytes('hello '))
  await file.write(bytes('world'))
  await file.sync()
  await file.close()
  const read = await fs.open(`${folder}/a`, 'r')
  const buffer = new Uint8Array(8)
  expect(await read.read(buffer.subarray(1, 6), 6)).toBe(5)
  expect(await read.read(buffer.subarray(0, 8), 11)).toBe(0)
  await read.close()
  expect(new TextDecoder().decode(buffer.subarray(1, 6))).toBe('world')
  expect(new TextDecoder().decode(await fs.readFile(`${folder}/a`))).toBe('hello world')
})

test('flags do what they say', async () => {
  const write = async (flags: 'w' | 'wx' | 'a', text: string) => {
    const file = await fs.open(`${folder}/a`, flags)
    await file.write(bytes(text))
    await file.close()
  }
  await write('wx', 'one')
  expect(await failing(write('wx', 'x'))).toMatchObject({ code: 'EEXIST' })
  await write('a', 'two')
  expect((await fs.stat(`${folder}/a`)).size).toBe(6)
  await write('w', 'z')
  expect((await fs.stat(`${folder}/a`)).size).toBe(1)
  expect(await failing(fs.open(`${folder}/none`, 'r'))).toMatchObject({ code: 'ENOENT' })
})

test('a link is an atomic create, a rename replaces', async () => {
  await writeFile(`${folder}/a`, 'a')
  await writeFile(`${folder}/b`, 'b')
  expect(await failing(fs.link(`${folder}/a`, `${folder}/b`))).toMatchObject({ code: 'EEXIST' })
  await fs.link(`${folder}/a`, `${folder}/c`)
  await fs.rename(`${folder}/a`, `${folder}/b`)
  await fs.syncDirectory(folder)
  expect((await fs.readdir(folder)).map(({ name }) => name).sort()).toEqual(['b', 'c'])
  await fs.unlink(`${folder}/c`)
  expect(await failing(fs.unlink(`${folder}/c`))).toMatchObject({ code: 'ENOENT' })
})

test('folders are made with their parents and removed when they are empty', async () => {
  await fs.mkdir(`${folder}/x/y`)
  await fs.mkdir(`${folder}/x/y`)
  expect(await failing(fs.rmdir(`${folder}/x`))).toHaveProperty('code')
  await fs.rmdir(`${folder}/x/y`)
  expect(await fs.readdir(`${folder}/x`)).toEqual([])
})

test('files and folders are for their owner only', async () => {
  await fs.mkdir(`${folder}/x`)
  await (await fs.open(`${folder}/x/a`, 'wx')).close()
  expect((await stat(`${folder}/x`)).mode & 0o777).toBe(0o700)
  expect((await stat(`${folder}/x/a`)).mode & 0o777).toBe(0o600)
})

test('times are whole milliseconds, links are followed and told apart', async () => {
  await writeFile(`${folder}/a`, 'abc')
  await utimes(`${folder}/a`, 1_700_000_000.1239, 1_700_000_000.1239)
  await symlink(`${folder}/a`, `${folder}/link`)
  expect(await fs.stat(`${folder}/link`)).toMatchObject({ size: 3, mtimeMs: 1_700_000_000_123, isDirectory: false })
  expect(await fs.readdir(folder)).toContainEqual({ name: 'link', isDirectory: false, isSymbolicLink: true })
  expect(await fs.realpath(`${folder}/link`)).toBe(await fs.realpath(`${folder}/a`))
})

test('a watcher tells of a file that appears below the folder', async () => {
  await fs.mkdir(`${folder}/in/deep`)
  let stop: (() => void | Promise<void>) | undefined
  const told = new Promise<void>((resolve) => {
    stop = fs.watch?.(`${folder}/in`, resolve)
  })
  // the watch is set up in the background: files come until it tells of one
  for (let i = 0, heard = false; !heard; i++) {
    await writeFile(`${folder}/in/deep/${i}`, 'x')
    heard = await Promise.race([told.then(() => true), new Promise<false>((next) => setImmediate(() => next(false)))])
  }
  await stop?.()
})

test('a watcher of a folder that is not there tells nothing and stops', async () => {
  const stop = fs.watch?.(`${folder}/none`, () => {})
  await stop?.()
})
