import { posix } from 'node:path'
import type { SourceFile } from './source-file.ts'

/** One import of a file: static, `import type`, re-export, dynamic, or the URL of a module that runs elsewhere. */
export interface Import {
  readonly specifier: string
  /** The path in the repository that a relative specifier leads to, else null. */
  readonly target: string | null
}

const forms = [
  /\b(?:import|export)\s+(?:type\s+)?(?:[\w$*\s{},]+?\s+from\s+)?(['"])([^'"\n]+)\1/g,
  /\bimport\s*\(\s*(['"])([^'"\n]+)\1/g,
  /\bnew\s+URL\s*\(\s*(['"])(\.[^'"\n]+\.ts)\1/g,
]

/** What a file imports, types included. */
export function importsOf(file: SourceFile): readonly Import[] {
  return forms.flatMap((form) =>
    [...file.code.matchAll(form)]
      // the keyword must be code, not words in a string
      .filter((match) => file.bare.slice(match.index, match.index + 3) === match[0].slice(0, 3))
      .map((match) => toImport(file.path, match[2] as string)),
  )
}

function toImport(from: string, specifier: string): Import {
  return { specifier, target: specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : null }
}

/** The package of a bare specifier: `zod/v4` is of `zod`, `@a/b/c` of `@a/b`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

/** File to the files that it imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>

/** Who imports whom, by path. */
export function importGraph(files: readonly SourceFile[]): ImportGraph {
  return new Map(
    files.map((file) => [file.path, importsOf(file).flatMap((i) => (i.target === null ? [] : [i.target]))]),
  )
}

/**
 * The same without the types of frames: what a frame's methods give (grouped data, writers) has methods that give frames again, so those files name its type. Only as a type: no code
 * runs in a circle.
 */
export function graphWithoutFrameTypes(files: readonly SourceFile[]): ImportGraph {
  const frames = 'packages/streamkit/src/api/data-frame.ts'
  const graph = importGraph(files)
  return new Map(
    files.map((file) => {
      const targets = graph.get(file.path) ?? []
      const onlyTypes = /^import type [^;]*?'\.\/data-frame\.ts'/m.test(file.code)
      const isFrameNeighbour = file.path.startsWith('packages/streamkit/src/api/')
      return [file.path, onlyTypes && isFrameNeighbour ? targets.filter((t) => t !== frames) : targets]
    }),
  )
}

/** Every file that can be reached from some. */
export function reachable(graph: ImportGraph, from: readonly string[]): ReadonlySet<string> {
  const seen = new Set(from)
  for (const path of seen) for (const next of graph.get(path) ?? []) seen.add(next)
  return seen
}

/** Groups of files that import each other, directly or in a circle. */
export function cyclesOf(graph: ImportGraph): readonly (readonly string[])[] {
  const after = new Map([...graph.keys()].map((path) => [path, reachable(graph, graph.get(path) ?? [])]))
  const done = new Set<string>()
  return [...graph.keys()].flatMap((path) => {
    if (done.has(path) || !after.get(path)?.has(path)) return []
    const cycle = [...graph.keys()].filter((other) => after.get(path)?.has(other) && after.get(other)?.has(path))
    for (const member of cycle) done.add(member)
    return [cycle]
  })
}
