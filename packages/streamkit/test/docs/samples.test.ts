import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../tidy/repository.ts'
import { markdownPage, markdownPages } from './markdown-pages.ts'
import { type ProgramResult, SampleFolder } from './sample-folder.ts'
import { type SampleProgram, samplePrograms } from './sample-programs.ts'

// Every sample of every page is compiled, and those that are whole programs are run.

interface Server {
  readonly connectionString: string
  stop(): Promise<void>
}

const programs = markdownPages().flatMap(samplePrograms)
const runs = programs.filter((program) => program.isRun)
const needsDatabase = (text: string): boolean => text.includes('DATABASE_URL')
let folder: SampleFolder
let server: Server | null = null

beforeAll(async () => {
  folder = await SampleFolder.create()
  if (!runs.some(({ text }) => needsDatabase(text))) return
  // by its path: this package must not depend on the other one
  const { startEmbeddedPostgres } = (await import(join(root, 'packages/streamkit-postgres/src/embedded.ts'))) as {
    startEmbeddedPostgres: () => Promise<Server>
  }
  server = await startEmbeddedPostgres()
})
afterAll(async () => {
  await server?.stop()
  await folder.remove()
})

test('the samples of a page are joined as they are read', () => {
  const page = ['```ts', "import a from 'a'", '```', 'text', '```ts', 'a()', '```', '```ts run', 'b()', '```']
  const more = ['```text output', '1', '```', '```ts', "import c from 'c'", '```']
  expect(samplePrograms(markdownPage('p.md', [...page, ...more].join('\n')))).toEqual([
    { name: 'p.md:9', text: `${'\n'.repeat(8)}b()\n\nexport {}\n`, isRun: true, output: '1\n' },
    { name: 'p.md:2', text: "\nimport a from 'a'\n\n\n\na()\n\nexport {}\n", isRun: false, output: null },
    { name: 'p.md:15', text: `${'\n'.repeat(14)}import c from 'c'\n\nexport {}\n`, isRun: false, output: null },
  ])
})

test('the pages have samples', () => {
  expect(programs.length).toBeGreaterThan(10)
  expect(runs.length).toBeGreaterThan(5)
})

test('all samples compile', async () => {
  expect(await folder.compile(programs)).toBe('')
})

describe('samples that are programs run', () => {
  let results: ReadonlyMap<SampleProgram, Promise<ProgramResult>>
  beforeAll(() => {
    results = folder.runAll(runs, ({ text }) =>
      needsDatabase(text) ? { DATABASE_URL: server?.connectionString ?? '' } : {},
    )
  })
  test.each(runs.map((program) => [program.name, program] as const))('%s', { timeout: 300_000 }, async (_, program) => {
    const { code, stdout, stderr } = (await results.get(program)) as ProgramResult
    expect(code, stderr).toBe(0)
    if (program.output !== null) expect(stdout.trim()).toBe(program.output.trim())
  })
})
