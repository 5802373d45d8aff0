import { importsOf, packageOf } from './imports.ts'
import type { Manifest } from './repository.ts'
import type { SourceFile } from './source-file.ts'

/**
 * Third-party packages that more than one file of a workspace may import, with the reason. All others live in one
 * file, so that they can be replaced by changing that file.
 */
export const sharedPackages: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'packages/streamkit': {
    rxjs: 'triggers, life cycle and progress are Observables: it is part of the design, not a tool',
  },
  'packages/streamkit-postgres': {
    pg: 'pools and clients are handed from file to file; types only, but for the file that connects',
  },
  'packages/streamkit-kafka': {},
  'packages/streamkit-parquet': {},
  'examples/ecommerce': {
    zod: 'schemas are written where they are used, as in an application',
    '@faker-js/faker': 'each event type has a generator of its own',
    pg: 'commands query the database each in their own way',
  },
  benchmarks: {
    pg: 'each benchmark has its own way to the database',
  },
}

/** Modules of Node that compute and touch nothing; every other one belongs to the files of `ambientFiles`. */
const pureModules = new Set([
  'assert',
  'assert/strict',
  'buffer',
  'crypto',
  'events',
  'path',
  'string_decoder',
  'url',
  'util',
  'zlib',
])

/**
 * The files of the core that may touch files, time, randomness or the network, with the reason. Everything else takes
 * a clock or a file system of `contracts`, so that all of it runs in the simulator.
 */
export const ambientFiles: Readonly<Record<string, string>> = {
  'packages/streamkit/src/connectors/socket/connect-text-lines.ts': 'the connection of the socket source',
  'packages/streamkit/src/metrics/serve-metrics.ts': 'answers /metrics on a port',
  'packages/streamkit/src/platform/chokidar-watch.ts': 'the watcher of the real file system',
  'packages/streamkit/src/platform/node-file-system.ts': 'the real file system',
  'packages/streamkit/src/platform/process-identity.ts': 'the real process',
  'packages/streamkit/src/platform/system-clock.ts': 'the real clock',
}

const ambientUses =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\b(?:setTimeout|setInterval|setImmediate)\(|\brandomUUID\(/

/** Packages that are imported in more than one file, or that the package.json does not name. */
export function packageViolations(
  files: readonly SourceFile[],
  manifests: ReadonlyMap<string, Manifest>,
): readonly string[] {
  const places = new Map<string, Set<string>>()
  const undeclared: string[] = []
  for (const file of files.filter((f) => !f.isTest)) {
    for (const name of thirdParty(file)) {
      const key = `${file.workspace} ${name}`
      places.set(key, (places.get(key) ?? new Set()).add(file.path))
      if (!isDeclared(name, manifests.get(file.workspace))) undeclared.push(`${file.path}: ${name} is not a dependency`)
    }
  }
  const spread = [...places].flatMap(([key, paths]) => {
    const [workspace, name] = key.split(' ') as [string, string]
    if (paths.size === 1 || sharedPackages[workspace]?.[name] !== undefined) return []
    return [`${workspace}: ${name} is imported in ${paths.size} files: ${[...paths].join(', ')}`]
  })
  return [...undeclared, ...spread]
}

function thirdParty(file: SourceFile): readonly string[] {
  const names = importsOf(file)
    .filter(({ specifier, target }) => target === null && !specifier.startsWith('node:'))
    .map(({ specifier }) => packageOf(specifier))
  return names.filter((name) => !name.startsWith('@streamkit/'))
}

function isDeclared(name: string, manifest: Manifest | undefined): boolean {
  const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = manifest ?? {}
  return [dependencies, peerDependencies, optionalDependencies].some((names) => Object.hasOwn(names, name))
}

/** Files of the core that reach for the world on their own. */
export function ambientViolations(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.path.startsWith('packages/streamkit/src/') && !file.isTest)
    .filter((file) => !Object.hasOwn(ambientFiles, file.path))
    .flatMap((file) => {
      const use = ambientUses.exec(file.bare)?.[0]
      const modules = importsOf(file)
        .map(({ specifier }) => specifier)
        .filter((name) => name.startsWith('node:') && !pureModules.has(name.slice('node:'.length)))
      return [...(use === undefined ? [] : [use]), ...modules].map(
        (what) => `${file.path}: ${what} belongs behind contracts/clock or contracts/file-system`,
      )
    })
}

/** Entries of the lists above that no file needs any more. */
export function staleAllowances(files: readonly SourceFile[]): readonly string[] {
  const paths = new Set(files.map((file) => file.path))
  return Object.keys(ambientFiles)
    .filter((path) => !paths.has(path))
    .map((path) => `${path} is gone: take it off the list`)
}
