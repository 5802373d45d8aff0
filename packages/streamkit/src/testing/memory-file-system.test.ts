import { expect, test } from 'vitest'
import { memoryFileSystem } from './memory-file-system.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

async function withFile(path: string, text: string) {
  const files = memoryFileSystem({ now: () => 42.5 })
  await files.mkdir(path.slice(0, path.lastIndexOf('/')))
  const handle = await files.open(path, 'wx')
  await handle.write(bytes(text))
  await handle.sync()
  await handle.close()
  return files
}

test('what was written is read, also by another name', async () => {
  const files = await withFile('/a/b/c', 'hello')
  await files.link('/a/b/c', '/a/d')
  await files.unlink('/a/b/c')
  expect(new TextDecoder().decode(await files.readFile('/a/d'))).toBe('hello')
  expect(await files.stat('/a/d')).toEqual({ size: 5, mtimeMs: 42, isDirectory: false })
  const into = new Uint8Array(3)
  expect(await (await files.open('/a/d', 'r')).read(into, 3)).toBe(2)
  expect(new TextDecoder().decode(into.subarray(0, 2))).toBe('lo')
})

test('a handle appends or begins anew, as it was opened', async () => {
  const files = await withFile('/f/x', 'one')
  await (await files.open('/f/x', 'a')).write(bytes(' two'))
  expect(new TextDecoder().decode(await files.readFile('/f/x'))).toBe('one two')
  await (await files.open('/f/x', 'w')).write(bytes('three'))
  expect(new TextDecoder().decode(await files.readFile('/f/x'))).toBe('three')
})

test('a folder is renamed with what it holds, and removed only when it is empty', async () => {
  const files = await withFile('/a/b/c', 'x')
  await files.rename('/a/b', '/z')
  expect(await files.readdir('/')).toEqual(
    expect.arrayContaining([{ name: 'z', isDirectory: true, isSymbolicLink: false }]),
  )
  expect((await files.readdir('/z')).map(({ name }) => name)).toEqual(['c'])
  await expect(files.rmdir('/z')).rejects.toMatchObject({ code: 'ENOTEMPTY' })
  await files.unlink('/z/c')
  await files.rmdir('/z')
  await expect(files.stat('/z')).rejects.toMatchObject({ code: 'ENOENT' })
})

test.each([
  ['ENOENT', (f: ReturnType<typeof memoryFileSystem>) => f.open('/no', 'r')],
  ['ENOENT', (f: ReturnType<typeof memoryFileSystem>) => f.open('/no/no', 'w')],
  ['EEXIST', (f: ReturnType<typeof memoryFileSystem>) => f.open('/f/x', 'wx')],
  ['EEXIST', (f: ReturnType<typeof memoryFileSystem>) => f.link('/f/x', '/f/x')],
  ['EEXIST', (f: ReturnType<typeof memoryFileSystem>) => f.mkdir('/f/x')],
  ['EISDIR', (f: ReturnType<typeof memoryFileSystem>) => f.readFile('/f')],
  ['ENOTDIR', (f: ReturnType<typeof memoryFileSystem>) => f.readdir('/f/x')],
])('a call that cannot be made fails with %s', async (code, call) => {
  await expect(call(await withFile('/f/x', ''))).rejects.toMatchObject({ code })
})
