import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type PathPattern, pathPatterns } from './path-pattern.ts'

/** One `name=value` of a path; the value as it stands there. */
export interface PartitionEntry {
  readonly name: string
  readonly raw: string
}

/** What Hive and Spark write for null. */
export const nullPartition = '__HIVE_DEFAULT_PARTITION__'

/** Says which partition a file lies in: the folders between where reading begins and the file. Throws CONFLICTING_DIRECTORY_STRUCTURES. */
export type PartitionOf = (path: string) => readonly PartitionEntry[]

export interface PartitionPaths {
  /** As given: absolute, maybe patterns. */
  readonly paths: readonly string[]
  /** The option `basePath`, absolute: columns begin there, although reading begins further down. */
  readonly basePath: string | null
  /** With `recursiveFileLookup` folders mean nothing. */
  readonly isOff: boolean
}

export function partitionPaths({ paths, basePath, isOff }: PartitionPaths): PartitionOf {
  const patterns = pathPatterns(paths)
  return (path) => {
    if (isOff) return []
    const names = path.split('/')
    const start = basePath === null ? baseLength(names, patterns) : baseOf(path, basePath)
    return entriesOf(names.slice(start, -1), path)
  }
}

/** How many names of the path are the base: those of the longest pattern that it lies in. */
function baseLength(names: readonly string[], patterns: readonly PathPattern[]): number {
  let longest = 0
  for (const pattern of patterns) {
    const root = pattern.root === '/' ? [''] : pattern.root.split('/')
    const length = root.length + pattern.names.length
    if (length > longest && isBelow(names, root, pattern)) longest = length
  }
  // of a file that was named itself, its folder
  return longest === 0 ? names.length - 1 : Math.min(longest, names.length - 1)
}

function isBelow(names: readonly string[], root: readonly string[], pattern: PathPattern): boolean {
  if (names.length < root.length + pattern.names.length || root.some((name, i) => names[i] !== name)) return false
  return pattern.names.every((part, i) => {
    const name = names[root.length + i] as string
    return part.kind === 'literal' ? part.name === name : part.matches(name)
  })
}

function baseOf(path: string, basePath: string): number {
  const base = basePath === '/' ? [''] : basePath.split('/')
  const names = path.split('/')
  if (base.every((name, i) => names[i] === name)) return base.length
  throw new AnalysisException('CONFLICTING_DIRECTORY_STRUCTURES', { discoveredBasePaths: `${basePath}, ${path}` })
}

/** The partition folders right above the file; plain folders inside a partition mean nothing. */
function entriesOf(folders: readonly string[], path: string): readonly PartitionEntry[] {
  const last = folders.findLastIndex((name) => name.includes('='))
  return folders.slice(0, last + 1).map((folder) => {
    const at = folder.indexOf('=')
    if (at === folder.length - 1) throw new AnalysisException('EMPTY_PARTITION_COLUMN_VALUE', { path })
    if (at <= 0) throw new AnalysisException('CONFLICTING_DIRECTORY_STRUCTURES', { discoveredBasePaths: path })
    return { name: unescapePathName(folder.slice(0, at)), raw: folder.slice(at + 1) }
  })
}

/** Hive's escapes: `%2F` is a slash; a percent sign that begins no two hexadecimal digits is itself. */
export function unescapePathName(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

/** Holds all files of a read to the same partition columns. Throws CONFLICTING_DIRECTORY_STRUCTURES, CONFLICTING_PARTITION_COLUMN_NAMES. */
export class PartitionColumns {
  #first: { readonly names: readonly string[]; readonly path: string } | null = null

  check(entries: readonly PartitionEntry[], path: string): void {
    const names = entries.map(({ name }) => name)
    this.#first ??= { names, path }
    const { names: known, path: other } = this.#first
    if (known.length === names.length && known.every((name, i) => name === names[i])) return
    if (known.length === 0 || names.length === 0) {
      throw new AnalysisException('CONFLICTING_DIRECTORY_STRUCTURES', { discoveredBasePaths: `${other}, ${path}` })
    }
    const distinctPartColLists = [known, names].map((list) => list.join(', ')).join(' | ')
    throw new AnalysisException('CONFLICTING_PARTITION_COLUMN_NAMES', { distinctPartColLists, path })
  }
}
