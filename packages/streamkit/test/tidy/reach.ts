import { cyclesOf, graphWithoutFrameTypes, importGraph, reachable } from './imports.ts'
import type { Manifest } from './repository.ts'
import type { SourceFile } from './source-file.ts'

/** Programs: what is started by its path, the jobs of a benchmark among them. */
const programs =
  /^(?:(?:examples\/[^/]+|benchmarks)\/src\/(?:(?:state|expressions|kafka|parquet|page)\/)?main|benchmarks\/src\/kafka\/[a-z]+-job)\.ts$/

/** Sources that no entry point leads to. A test beside a file does not keep it alive. */
export function deadFiles(files: readonly SourceFile[], manifests: ReadonlyMap<string, Manifest>): readonly string[] {
  const sources = files.filter((file) => !file.isTest)
  const entries = sources.map((file) => file.path).filter((path) => programs.test(path))
  for (const [workspace, manifest] of manifests) entries.push(...doorsOf(workspace, manifest))
  const alive = reachable(importGraph(sources), entries)
  const known = new Set(sources.map((file) => file.path))
  return [
    ...sources.filter((file) => !alive.has(file.path)).map((file) => `${file.path}: no entry point leads to it`),
    ...[...alive]
      .filter((path) => path.endsWith('.ts') && !known.has(path))
      .map((path) => `${path}: imported, but not there`),
  ]
}

function doorsOf(workspace: string, manifest: Manifest): readonly string[] {
  const doors = Object.values(manifest.exports ?? {}).flatMap((door) => {
    const source = typeof door === 'string' ? undefined : door['@streamkit/source']
    return source === undefined ? [] : [`${workspace}/${source.replace(/^\.\//, '')}`]
  })
  const commands = Object.values(manifest.bin ?? {}).map(
    (built) => `${workspace}/${built.replace(/^(?:\.\/)?dist\/(.*)\.js$/, 'src/$1.ts')}`,
  )
  return [...doors, ...commands]
}

/** Files that import each other in a circle, types included. */
export function cycleViolations(files: readonly SourceFile[]): readonly string[] {
  return cyclesOf(graphWithoutFrameTypes(files)).map((cycle) => `circle: ${cycle.join(' -> ')}`)
}
