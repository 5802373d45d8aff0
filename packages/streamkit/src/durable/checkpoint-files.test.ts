import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Fault, faultyFileSystem } from '../../test/files/faulty-file-system.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import { nodeFileSystem } from '../platform/node-file-system.ts'
import { CheckpointFiles } from './checkpoint-files.ts'

const entropy = { uuid: () => randomUUID() }
const filesOver = (fileSystem: FileSystem) => new CheckpointFiles(fileSystem, entropy)
const real = filesOver(nodeFileSystem)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamkit-durable-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const long = 'x'.repeat(3000)

test('a new file is written whole, with the checksums that Hadoop writes', async () => {
  expect(await real.writeNew(folder, '0', '123456789')).toBe(true)
  expect(await real.read(folder, '0')).toBe('123456789')
  expect((await readdir(folder)).sort()).toEqual(['.0.crc', '0'])
  // crc\0, 512 bytes a checksum, and the check value that the definition of CRC-32 gives for this text
  expect((await readFile(`${folder}/.0.crc`)).toString('hex')).toBe('6372630000000200cbf43926')
})

test('a name that is taken is not written again, and neither are its checksums', async () => {
  await real.writeNew(folder, '0', 'first')
  const checksum = await readFile(`${folder}/.0.crc`)
  expect(await real.writeNew(folder, '0', 'other')).toBe(false)
  expect(await real.read(folder, '0')).toBe('first')
  expect(await readFile(`${folder}/.0.crc`)).toEqual(checksum)
})

test('a name that another run takes at the last moment stays readable', async () => {
  const racing = faultyFileSystem(nodeFileSystem, () => null)
  const link = racing.link
  racing.link = async (from, to) => {
    await real.writeNew(folder, '0', 'theirs')
    await link(from, to)
  }
  expect(await filesOver(racing).writeNew(folder, '0', 'ours!!')).toBe(false)
  expect(await real.read(folder, '0')).toBe('theirs')
})

test('content in pieces is written as one file and read back in pieces', async () => {
  const piece = (byte: number, length: number) => new Uint8Array(length).fill(byte)
  async function* content() {
    yield piece(1, 700)
    yield piece(2, 300_000)
    yield piece(3, 1)
  }
  expect(await real.writeNewFrom(folder, 'long', content())).toBe(true)
  const pieces: Uint8Array[] = []
  for await (const read of real.readPieces(folder, 'long')) pieces.push(read)
  expect(pieces.length).toBeGreaterThan(1)
  expect(Buffer.concat(pieces)).toEqual(Buffer.concat([piece(1, 700), piece(2, 300_000), piece(3, 1)]))
})

test('a bit that flips anywhere in a file is found when it is read', async () => {
  await real.writeNew(folder, '0', long)
  for (const at of [0, 511, 512, 2999]) {
    const bytes = await readFile(`${folder}/0`)
    bytes[at] = (bytes[at] as number) ^ 4
    await writeFile(`${folder}/0`, bytes)
    await expect(real.read(folder, '0')).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
    await expect(readAll('0')).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
    bytes[at] = (bytes[at] as number) ^ 4
    await writeFile(`${folder}/0`, bytes)
  }
  expect(await real.read(folder, '0')).toBe(long)
})

test('a checksum file that is missing, torn or never reached the disk proves nothing', async () => {
  await real.writeNew(folder, '0', long)
  const whole = await readFile(`${folder}/.0.crc`)
  for (let length = 0; length < whole.length; length++) {
    await truncate(`${folder}/.0.crc`, length)
    expect(await real.read(folder, '0')).toBe(long)
    await writeFile(`${folder}/.0.crc`, whole)
  }
  await writeFile(`${folder}/.0.crc`, Buffer.concat([whole.subarray(0, 8), Buffer.alloc(whole.length - 8)]))
  expect(await real.read(folder, '0')).toBe(long)
  await rm(`${folder}/.0.crc`)
  expect(await real.read(folder, '0')).toBe(long)
})

test('a file that is not there is null, bytes that are no text are corruption', async () => {
  expect(await real.read(folder, 'nothing')).toBeNull()
  expect(await real.list(`${folder}/nowhere`)).toEqual([])
  await expect(readAll('nothing')).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
  await writeFile(`${folder}/0`, new Uint8Array([0x76, 0xff]))
  await expect(real.read(folder, '0')).rejects.toMatchObject({ condition: 'CHECKPOINT_CORRUPTED' })
})

async function readAll(name: string): Promise<void> {
  for await (const _ of real.readPieces(folder, name));
}

test('removing takes the checksums along and does not mind what is gone', async () => {
  await real.writeNew(folder, '0', 'a')
  await real.remove(folder, '0')
  await real.remove(folder, '0')
  expect(await readdir(folder)).toEqual([])
})

describe('a process that ends at any call of a write', () => {
  const faults = ['kill', 'killAfter'] as const
  test.each(faults)('leaves the new file whole or absent, and the next run can write it (%s)', async (fault) => {
    const steps = await callsOf((files) => files.writeNew(folder, '0', long))
    for (let step = 0; step < steps; step++) {
      await fresh()
      await interrupted(step, fault, (files) => files.writeNew(folder, '0', long))
      const left = await real.read(folder, '0')
      expect([null, long]).toContain(left)
      await real.removeTemporary(folder)
      // the next run may plan another content
      expect(await real.writeNew(folder, '0', 'y'.repeat(3000))).toBe(left === null)
      expect(await real.read(folder, '0')).toBe(left ?? 'y'.repeat(3000))
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    }
  })

  test.each(faults)('leaves the old or the new content of a replaced file (%s)', async (fault) => {
    await real.replace(folder, 'plan', 'old')
    const steps = await callsOf((files) => files.replace(folder, 'plan', long))
    for (let step = 0; step < steps; step++) {
      await fresh()
      await real.replace(folder, 'plan', 'old')
      await interrupted(step, fault, (files) => files.replace(folder, 'plan', long))
      expect(['old', long]).toContain(await real.read(folder, 'plan'))
    }
  })
})

describe('an error of any call of a write', () => {
  const required = /^(?:open:wx|write|sync|link|rename|syncDirectory|open:w)/

  test.each([
    ['EIO', 'CHECKPOINT_IO'],
    ['ENOSPC', 'CHECKPOINT_NO_SPACE'],
    ['EACCES', 'CHECKPOINT_IO'],
  ] as const)('%s ends it with %s, and what is there afterwards is whole', async (fault, condition) => {
    const observed = faultyFileSystem(nodeFileSystem, () => null)
    await filesOver(observed).writeNew(folder, '0', long)
    for (const [step, call] of observed.calls.entries()) {
      if (!required.test(call)) continue
      await fresh()
      const failing = filesOver(faultyFileSystem(nodeFileSystem, (_, index) => (index === step ? fault : null)))
      await expect(failing.writeNew(folder, '0', long), call).rejects.toMatchObject({ condition })
      expect([null, long]).toContain(await real.read(folder, '0'))
      expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    }
  })

  test('a file system without hard links is written to by renaming', async () => {
    const unlinked = faultyFileSystem(nodeFileSystem, (call) => (call.startsWith('link ') ? 'EPERM' : null))
    expect(await filesOver(unlinked).writeNew(folder, '0', 'a')).toBe(true)
    expect(await filesOver(unlinked).writeNew(folder, '0', 'b')).toBe(false)
    expect(await real.read(folder, '0')).toBe('a')
  })

  test('a rename that claims to have worked and has not is found', async () => {
    const lying = faultyFileSystem(nodeFileSystem, () => null)
    lying.link = async () => {}
    await expect(filesOver(lying).writeNew(folder, '0', 'a')).rejects.toMatchObject({ condition: 'CHECKPOINT_IO' })
  })
})

async function fresh(): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await nodeFileSystem.mkdir(folder)
}

async function callsOf(work: (files: CheckpointFiles) => Promise<unknown>): Promise<number> {
  const observed = faultyFileSystem(nodeFileSystem, () => null)
  await work(filesOver(observed))
  return observed.calls.length
}

async function interrupted(
  step: number,
  fault: Fault,
  work: (files: CheckpointFiles) => Promise<unknown>,
): Promise<void> {
  const failing = faultyFileSystem(nodeFileSystem, (_, index) => (index === step ? fault : null))
  await work(filesOver(failing)).catch(() => {})
}
