import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageProgram, plainProgram, typedProgram } from './consumer-programs.ts'
import { runNode, runNpm, runProgram } from './run-program.ts'

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const names = ['streamkit', 'streamkit-postgres', 'streamkit-kafka', 'streamkit-parquet'] as const

interface Packed {
  readonly name: string
  readonly filename: string
  readonly size: number
  readonly unpackedSize: number
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

let folder: string
const packed = new Map<(typeof names)[number], Packed>()

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packages-'))
  for (const name of names) {
    const { code, stdout, stderr } = await runNpm(
      ['pack', '--json', '--pack-destination', folder],
      join(root, 'packages', name),
    )
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    packed.set(name, (JSON.parse(stdout) as Packed[])[0] as Packed)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function tarball(name: (typeof names)[number]): string {
  return join(folder, packed.get(name)?.filename ?? '')
}

/** The exact versions that this repository develops with. */
async function pinned(...wanted: readonly string[]): Promise<readonly string[]> {
  const manifests = ['package.json', 'packages/streamkit/package.json', 'packages/streamkit-postgres/package.json']
  const versions: Record<string, string> = {}
  for (const path of manifests) {
    const { devDependencies = {} } = JSON.parse(await readFile(join(root, path), 'utf8'))
    Object.assign(versions, devDependencies)
  }
  return wanted.map((name) => `${name}@${versions[name]}`)
}

/** An empty project with packages installed into it; scripts of packages are not run. */
async function project(name: string, packages: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await mkdir(path)
  await writeFile(join(path, 'package.json'), JSON.stringify({ name, private: true, type: 'module' }))
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-workspaces']
  const { code, stderr } = await runNpm(['install', ...flags, ...packages], path)
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  return path
}

test.each(names)(
  'the tarball of %s has its licence, its README, its sources and what was built, and no tests',
  (name) => {
    const paths = packed.get(name)?.files.map(({ path }) => path) ?? []
    expect(paths).toEqual(
      expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'src/index.ts']),
    )
    expect(paths.filter((path) => /\.(?:test|test-d|bench)\.ts$|^test\/|tsbuild|\.tgz$/.test(path))).toEqual([])
  },
)

test('every source that a source map names is in the package', async () => {
  for (const name of names) {
    const home = join(root, 'packages', name)
    const paths = new Set(packed.get(name)?.files.map(({ path }) => path))
    for (const file of (await readdir(join(home, 'dist'))).filter((path) => path.endsWith('.map'))) {
      const { sources } = JSON.parse(await readFile(join(home, 'dist', file), 'utf8')) as { sources: string[] }
      const inside = sources.filter((source) => source.startsWith('../src/')).map((source) => source.slice(3))
      expect(inside.filter((source) => !paths.has(source))).toEqual([])
    }
  }
})

test.each(names)('publint has nothing to say about %s', async (name) => {
  const publint = join(root, 'node_modules', 'publint', 'src', 'cli.js')
  const { code, stdout } = await runNode([publint, '--strict', tarball(name)], root)
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('All good!') })
})

test('the core alone runs a query in plain JavaScript, shows it on its live page, and can be required', async () => {
  const path = await project('plain', [tarball('streamkit')])
  await writeFile(join(path, 'main.js'), plainProgram)
  const { code, stdout, stderr } = await runNode(['main.js'], path)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({ rows: 5, first: { id: 5, name: 'n5' } })

  await writeFile(join(path, 'page.js'), pageProgram)
  expect(JSON.parse((await runNode(['page.js'], path)).stdout)).toEqual({
    '/': [200, 'text/html; charset=utf-8'],
    '/page/app.js': [200, 'text/javascript; charset=utf-8'],
    '/page/page.css': [200, 'text/css; charset=utf-8'],
    '/uplot/uplot.js': [200, 'text/javascript; charset=utf-8'],
  })

  const required = await runNode(['-p', "typeof require('@streamkit/core').createSession"], path)
  expect(required).toMatchObject({ code: 0, stdout: 'function\n' })

  const lock = JSON.parse(await readFile(join(path, 'package-lock.json'), 'utf8'))
  const installed = Object.keys(lock.packages).filter((key) => key.startsWith('node_modules/'))
  expect(installed.map((key) => key.slice('node_modules/'.length)).sort()).toEqual([
    '@streamkit/core',
    'chokidar',
    'csv-parse',
    'readdirp',
    'rxjs',
    'tslib',
    'uplot',
  ])

  const command = join(path, 'node_modules', '@streamkit', 'core', 'dist', 'cli.js')
  expect(await runNode([command, '--version'], path)).toMatchObject({ code: 0, stdout: '0.1.0\n' })
})

test('all packages are type-checked with their own declarations, and a stream runs from what was built', async () => {
  const path = await project('typed', [
    ...names.map(tarball),
    ...(await pinned('zod', 'pg', 'prom-client', '@types/pg', '@types/node')),
  ])
  await writeFile(join(path, 'main.ts'), typedProgram)
  const compilerOptions = {
    strict: true,
    module: 'nodenext',
    target: 'es2023',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    skipLibCheck: false,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
  }
  await writeFile(join(path, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }))
  const tsc = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'tsc.cmd' : 'tsc')
  expect(await runProgram([tsc, '-p', '.'], { cwd: path })).toMatchObject({ code: 0, stdout: '' })

  const { code, stdout, stderr } = await runNode(['main.js'], path)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(stdout)).toEqual({
    rows: 19,
    first: 'e0 2026-11-23T12:00:00.000Z 0.00',
    again: 20,
    kept: 20,
    refusal: 'UNRESOLVED_COLUMN.WITH_SUGGESTION',
    metrics: 'function',
    writer: 'function',
    offsets: '{"orders":{"0":1,"1":2}}',
    columns: 7,
    unused: 0,
  })
})

test('the sizes of the packages stay within their budgets', () => {
  const budgets = {
    streamkit: 2_000_000,
    'streamkit-postgres': 200_000,
    'streamkit-kafka': 160_000,
    'streamkit-parquet': 80_000,
  }
  for (const name of names) {
    const { size = 0, unpackedSize = 0, files = [] } = packed.get(name) ?? {}
    const code = files.filter(({ path }) => path.endsWith('.js')).reduce((sum, file) => sum + file.size, 0)
    const kB = (bytes: number): string => `${Math.round(bytes / 1000)} kB`
    console.info(`${name}: tarball ${kB(size)}, unpacked ${kB(unpackedSize)}, JavaScript ${kB(code)}`)
    expect(size).toBeLessThan(budgets[name])
  }
})
