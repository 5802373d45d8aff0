import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { StreamingQueryProgress } from '../../src/index.ts'
import { playScenario } from './streaming/run-scenario.ts'
import type { Scenario } from './streaming/scenario.ts'

/** A query of Spark with everything that it left behind: `query.json`, and beside it the files as they are (`raw`) and with ids, times and paths made equal (`blank`). */
export interface GoldenQuery {
  readonly scenario: Omit<Scenario, 'expected'>
  readonly expected: Scenario['expected']
  /** Every file of the checkpoint. */
  readonly files: readonly string[]
  readonly progress: readonly StreamingQueryProgress[]
}

/** The golden query in a folder. */
export function golden(folder: string): GoldenQuery {
  const read: GoldenQuery = JSON.parse(readFileSync(join(folder, 'query.json'), 'utf8'))
  const trees = { 'v > 1': { op: 'GreaterThan', args: [{ col: 'v' }, { lit: 1, type: 'int' }] } }
  return { ...read, scenario: { ...read.scenario, trees: { ...trees, ...read.scenario.trees } } }
}

/** Paths of the files below a folder. */
export function filesBelow(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  return paths.sort()
}

/** What Spark's own files are: not the state, whose format differs, nor what only we keep. */
export function isCommon(path: string): boolean {
  return !/^(?:state|streamkit)\/|^_streamkit\.lock/.test(path)
}

/** Texts of the files below `root` as `blank` has them, for a run in `folder`. */
export function contents(root: string, paths: readonly string[], folder: string): Readonly<Record<string, string>> {
  const blanked = (text: string): string =>
    text
      .replaceAll(folder, '<DIR>')
      .replace(/"id":"[0-9a-f-]{36}"/, '"id":"<UUID>"')
      .replace(/"(batchTimestampMs|timestamp)":\d+/g, '"$1":<MS>')
  return Object.fromEntries(
    paths.map((path) => [path, existsSync(join(root, path)) ? blanked(readFileSync(join(root, path), 'utf8')) : '']),
  )
}

/** What a run leaves, and what it should leave. */
export interface CheckpointResult {
  readonly name: string
  readonly expected: unknown
  readonly actual: unknown
}

/** Plays the golden queries of a corpus, and compares rows, names of files, and their texts. */
export async function checkpointResults(corpus: string, name?: string): Promise<readonly CheckpointResult[]> {
  const root = join(corpus, 'checkpoint')
  const results: CheckpointResult[] = []
  for (const query of existsSync(root) ? readdirSync(root).sort() : []) {
    if ((name !== undefined && name !== query) || !existsSync(join(root, query, 'query.json'))) continue
    results.push(await played(join(root, query), query))
  }
  return results
}

async function played(source: string, name: string): Promise<CheckpointResult> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  const { scenario, expected, files } = golden(source)
  const rows = (batches: Scenario['expected']['batches']) => batches?.map(({ batchId, rows }) => ({ batchId, rows }))
  const blank = existsSync(join(source, 'blank')) ? filesBelow(join(source, 'blank')) : []
  try {
    const outcome = await playScenario({ ...scenario, expected }, { folder })
    const checkpoint = join(folder, 'checkpoint')
    return {
      name,
      expected: {
        batches: rows(expected.batches),
        files: files.filter(isCommon),
        texts: contents(join(source, 'blank'), blank, folder),
      },
      actual: {
        batches: rows(outcome.batches),
        files: filesBelow(checkpoint).filter(isCommon),
        texts: contents(checkpoint, blank, folder),
      },
    }
  } catch (error) {
    return { name, expected: rows(expected.batches), actual: String((error as Error).stack ?? error) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
