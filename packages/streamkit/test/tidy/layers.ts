import { type Import, importsOf, packageOf } from './imports.ts'
import type { SourceFile } from './source-file.ts'

const core = 'packages/streamkit'
const coreSource = `${core}/src/`

const upToContracts = ['util', 'errors', 'types', 'columnar', 'expressions', 'contracts']
const leaf = [...upToContracts, 'durable']
const upToAnalysis = [...leaf, 'plan', 'analysis']
const upToExecution = [...upToAnalysis, 'optimizer', 'physical', 'execution']

/** Each room of the core, and the rooms that it may see besides itself. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  util: [],
  errors: ['util'],
  types: ['util', 'errors'],
  columnar: ['util', 'errors', 'types'],
  expressions: ['util', 'errors', 'types', 'columnar'],
  contracts: ['util', 'errors', 'types', 'columnar', 'expressions'],
  // small files that survive a crash: for the checkpoint and for the logs of sources
  durable: upToContracts,
  // bytes of files to text and back, for the formats of text
  'text-files': upToContracts,
  plan: upToContracts,
  analysis: [...upToContracts, 'plan'],
  // text in SQL to expressions and plans
  sql: upToAnalysis,
  api: [...upToAnalysis, 'sql'],
  optimizer: upToAnalysis,
  physical: [...upToAnalysis, 'optimizer'],
  execution: [...upToAnalysis, 'optimizer', 'physical'],
  // leaves: they see the contracts and what lies before, never each other nor the engine
  state: leaf,
  metrics: leaf,
  platform: leaf,
  'connectors/*': [...leaf, 'text-files'],
  // the one place where the branches and the leaves meet
  session: [...upToExecution, 'sql', 'api', 'state', 'metrics', 'platform', 'connectors/*'],
  // what ./testing offers: built on everything, seen by nothing
  testing: [...upToExecution, 'sql', 'api', 'session', 'state', 'metrics', 'platform', 'connectors/*'],
  // index, connector, metrics, testing: they list public names
  'entry point': [...upToExecution, 'sql', 'api', 'session', 'state', 'metrics', 'platform', 'testing', 'connectors/*'],
}

interface Place {
  /** The folder that a file may use freely. */
  readonly own: string
  /** The key of `rooms`. */
  readonly room: string
}

function placeOf(path: string): Place {
  const parts = path.slice(coreSource.length).split('/')
  if (parts.length === 1) return { own: 'entry point', room: 'entry point' }
  if (parts[0] !== 'connectors') return { own: parts[0] as string, room: parts[0] as string }
  const own = `connectors/${(parts[1] as string).replace(/\.ts$/, '')}`
  return { own, room: 'connectors/*' }
}

/** Imports of the core that go against the direction of the layers. */
export function layerViolations(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.path.startsWith(coreSource) && !file.isTest)
    .flatMap((file) => {
      const from = placeOf(file.path)
      const allowed = rooms[from.room]
      if (allowed === undefined) return [`${file.path}: ${from.room} is not a room of the house`]
      return importsOf(file).flatMap(({ target }) => {
        if (target === null || !target.startsWith(coreSource)) return []
        const to = placeOf(target)
        if (to.own === from.own || allowed.includes(to.room)) return []
        return [`${file.path}: ${from.own} may not see ${to.own} (${target})`]
      })
    })
}

/** What each workspace may import of the others. */
const publicDoors: Readonly<Record<string, readonly string[]>> = {
  [core]: [],
  'packages/streamkit-postgres': ['@streamkit/core', '@streamkit/core/connector'],
  'packages/streamkit-kafka': ['@streamkit/core', '@streamkit/core/connector'],
  'packages/streamkit-parquet': ['@streamkit/core', '@streamkit/core/connector'],
}

/** Imports that leave a workspace by another way than the doors of a package. */
export function workspaceViolations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => importsOf(file).flatMap((used) => workspaceViolation(file, used)))
}

function workspaceViolation(file: SourceFile, { specifier, target }: Import): readonly string[] {
  if (target !== null) {
    const outside = !target.startsWith(`${file.workspace}/`)
    return outside ? [`${file.path}: ${specifier} leaves the workspace; import the package by its name`] : []
  }
  if (packageOf(specifier).startsWith('@streamkit/') && !file.isTest) {
    const doors = publicDoors[file.workspace]
    if (doors !== undefined && !doors.includes(specifier)) return [`${file.path}: ${specifier} is not a door for it`]
  }
  return []
}
