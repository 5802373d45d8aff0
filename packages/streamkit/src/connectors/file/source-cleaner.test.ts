import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Fault, faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { SourceHarness, type SourceRun } from '../../../test/files/source-harness.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// Row F14 of the reliability table: cleaning never loses a file, and none is read twice.

let harness: SourceHarness
beforeEach(async () => {
  harness = await SourceHarness.create()
})
afterEach(() => harness.remove())

describe('F14: cleaning the sources', () => {
  const archive = () => `${harness.root}/archive`
  const optionsOf = (kind: 'archive' | 'delete') => ({
    cleanSource: kind,
    maxFilesPerTrigger: 2,
    ...(kind === 'archive' ? { sourceArchiveDir: archive() } : {}),
  })
  const inputs = async () => (await readdir(harness.input)).sort()
  const archived = async () => (await readdir(archive() + harness.input).catch(() => [])).sort()

  test('files of a batch are deleted when it is committed', async () => {
    for (let i = 0; i < 4; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start(optionsOf('delete'))
    await run.batch()
    expect(await inputs()).toEqual(['f0', 'f1', 'f2', 'f3'])
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual(['f2', 'f3'])
  })

  test('files are archived below their own path', async () => {
    for (let i = 0; i < 2; i++) await harness.put(`f${i}`, `${i}\n`, i)
    const run = await harness.start(optionsOf('archive'))
    await run.batch()
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual([])
    expect(await archived()).toEqual(['f0', 'f1'])
    expect(await readFile(`${archive()}${harness.input}/f1`, 'utf8')).toBe('1\n')
  })

  test('a file that came later under the same name is not touched', async () => {
    await harness.put('f', 'read\n', 1)
    const run = await harness.start(optionsOf('delete'))
    await run.batch()
    await harness.put('f', 'not read\n', 2)
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await inputs()).toEqual(['f'])
    expect(harness.warnings.join()).toContain('changed after it was read')
  })

  test('a file in the archive is never overwritten', async () => {
    await mkdir(archive() + harness.input, { recursive: true })
    await writeFile(`${archive()}${harness.input}/f`, 'from before\n')
    await harness.put('f', 'new\n', 1)
    const run = await harness.start(optionsOf('archive'))
    await run.batch()
    await run.source.commit(run.committed as never)
    await run.source.stop()
    expect(await readFile(`${archive()}${harness.input}/f`, 'utf8')).toBe('from before\n')
    expect(await inputs()).toEqual(['f'])
  })

  test.each(['archive', 'delete'] as const)(
    '%s killed at any step: each file is processed once and none is lost',
    async (kind) => {
      const content = ['0', '1', '2', '3', '4', '5']
      const arrange = async () => {
        await harness.remove()
        await mkdir(harness.input, { recursive: true })
        for (const [i, text] of content.entries()) await harness.put(`f${i}`, `${text}\n`, i)
      }
      const process = async (): Promise<SourceRun> => {
        const run = await harness.start(optionsOf(kind))
        await run.batch()
        await run.batch()
        await run.source.stop()
        return run
      }
      const observed = faultyFileSystem(nodeFileSystem, () => null)
      const cleans = (call: string) => call.startsWith('unlink') || call.startsWith('link') || call.includes('archive')
      await arrange()
      harness.fileSystem = observed
      await process()
      const steps = observed.calls.flatMap((call, step) => (cleans(call) && !call.includes('checkpoint') ? [step] : []))
      expect(steps.length).toBeGreaterThan(1)
      for (const step of steps) {
        for (const fault of ['kill', 'killAfter'] as const satisfies readonly Fault[]) {
          await arrange()
          harness.fileSystem = faultyFileSystem(nodeFileSystem, (_, index) => (index === step ? fault : null))
          const lines: string[] = []
          const run = await harness.start(optionsOf(kind)).catch(() => null)
          for (let i = 0; run !== null && i < 2; i++) lines.push(...((await run.batch().catch(() => null)) ?? []))
          await run?.source.stop()
          harness.fileSystem = nodeFileSystem
          const next = await harness.start(optionsOf(kind), { committed: run?.committed ?? null })
          const rest = (await next.drain()).flat()
          expect([...lines, ...rest]).toEqual(content)
          await next.source.commit(next.committed as never)
          await next.source.stop()
          expect(await inputs()).toEqual([])
          if (kind === 'archive') expect(await archived()).toEqual(content.map((i) => `f${i}`))
        }
      }
    },
  )

  test('an archive that would be read as input is refused', () => {
    const refused = (paths: readonly string[], sourceArchiveDir: string) => {
      expect(() => harness.source({ cleanSource: 'archive', sourceArchiveDir }, paths)).toThrowError(/sourceArchiveDir/)
    }
    refused(['/data/in'], '/data/in')
    refused(['/data/in'], '/data/in/archive')
    refused(['/data/in'], '/data')
    refused(['/data/*/x'], '/data/archive')
    refused(['/data/{in,archive}'], '/data/archive/2026')
    expect(() =>
      harness.source({ cleanSource: 'archive', sourceArchiveDir: '/data/archive' }, ['/data/in']),
    ).not.toThrow()
    expect(() =>
      harness.source({ cleanSource: 'archive', sourceArchiveDir: '/data/archive' }, ['/data/i*']),
    ).not.toThrow()
    expect(() => harness.source({ cleanSource: 'archive' })).toThrowError(/sourceArchiveDir/)
    expect(() => harness.source({ cleanSource: 'shred' })).toThrowError(/cleanSource/)
  })
})
