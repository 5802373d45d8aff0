import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StreamingQueryProgress } from '../../src/index.ts'
import { contents, filesBelow, golden as goldenIn, isCommon } from './golden-checkpoint.ts'
import { playScenario } from './streaming/run-scenario.ts'
import type { Scenario, ScenarioStep } from './streaming/scenario.ts'

const corpus = fileURLToPath(new URL('../spark-corpus/checkpoint/', import.meta.url))

const golden = (query: string) => goldenIn(`${corpus}${query}`)

/** The folder of the run: data in `src_a`, checkpoint in `checkpoint`. */
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'golden-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Spark's checkpoint with the folder of this run, and the files that it had read. */
function continueSparks(query: string): void {
  cpSync(`${corpus}${query}/raw`, `${folder}/checkpoint`, { recursive: true })
  for (const path of filesBelow(`${folder}/checkpoint`)) {
    const text = readFileSync(`${folder}/checkpoint/${path}`, 'utf8')
    writeFileSync(`${folder}/checkpoint/${path}`, text.replaceAll('/DIR/', `${folder}/`))
  }
  mkdirSync(`${folder}/src_a`)
  for (const [i, step] of golden(query).scenario.steps.entries()) {
    const path = `${folder}/src_a/f0000${i}.csv`
    writeFileSync(path, step.add?.a as string)
    utimesSync(path, 1_700_000_001 + i, 1_700_000_001 + i)
  }
}

/** The scenario of a golden query with other steps. Files come after those of Spark's run. */
function scenarioOf(query: string, steps: readonly ScenarioStep[]): Scenario {
  return { ...golden(query).scenario, steps, expected: {} }
}

const newRow = { add: { a: 'ts,k,v\n2024-01-01T10:02:00Z,n,9\n' } }

describe.each(['csv-stateless-update', 'csv-dedup', 'csv-windowed-agg'])('the checkpoint of %s', (query) => {
  test('has the files that Spark writes, byte for byte but for ids, times and paths', async () => {
    const { scenario, expected, files } = golden(query)
    const outcome = await playScenario({ ...scenario, expected }, { folder })
    expect(outcome.batches?.map(({ batchId, rows }) => ({ batchId, rows }))).toEqual(
      expected.batches?.map(({ batchId, rows }) => ({ batchId, rows })),
    )
    const written = filesBelow(`${folder}/checkpoint`).filter(isCommon)
    expect(written).toEqual(files.filter(isCommon))
    const blank = filesBelow(`${corpus}${query}/blank`)
    expect(contents(`${folder}/checkpoint`, blank, folder)).toEqual(contents(`${corpus}${query}/blank`, blank, folder))
  })

  test('gives progress documents of the same shape, field for field', async () => {
    const { scenario, expected, progress } = golden(query)
    const seen: StreamingQueryProgress[] = []
    await playScenario({ ...scenario, expected }, { folder, onProgress: (p) => seen.push(p) })
    expect(seen.map((p) => shapeOf(JSON.parse(JSON.stringify(withoutBacklog(p)))))).toEqual(progress.map(shapeOf))
  })
})

/** Our file source tells what it has not read yet; Spark's tells nothing where other sources have metrics. */
function withoutBacklog({ operators, ...progress }: StreamingQueryProgress): StreamingQueryProgress {
  expect(operators?.length).toBeGreaterThan(0)
  const sources = progress.sources.map(({ metrics, ...source }) => {
    expect(Object.keys(metrics ?? {})).toEqual(['numFilesOutstanding', 'numBytesOutstanding'])
    return source
  })
  return { ...progress, sources }
}

/** Names in their order, with the types of their values; instants count as a type of their own. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).map(([name, field]) => [name, shapeOf(field)])
  if (value === '<TIME>' || (typeof value === 'string' && /^\d{4}-.*Z$/.test(value))) return 'instant'
  return value === null ? null : typeof value
}

describe('a checkpoint that Spark wrote', () => {
  test('of a stateless query is continued at the next batch, with no row lost or repeated', async () => {
    continueSparks('csv-stateless-update')
    const { batches } = await playScenario(scenarioOf('csv-stateless-update', [{}, newRow]), { folder, firstFile: 3 })
    expect(batches).toEqual([{ step: 1, batchId: 3, input: [['a', 1]], rows: [['2024-01-01T10:02:00Z', 'n', 9]] }])
    const [, metadata = ''] = readFileSync(`${folder}/checkpoint/offsets/3`, 'utf8').split('\n')
    const [, before = ''] = readFileSync(`${folder}/checkpoint/offsets/2`, 'utf8').split('\n')
    expect(JSON.parse(metadata).conf).toEqual(JSON.parse(before).conf)
  })

  test('whose last batch was not committed runs that batch again, and then the next', async () => {
    continueSparks('csv-stateless-update')
    rmSync(`${folder}/checkpoint/commits/2`)
    const { batches } = await playScenario(scenarioOf('csv-stateless-update', [newRow]), { folder, firstFile: 3 })
    expect(batches?.map(({ batchId, rows }) => [batchId, rows])).toEqual([
      [2, [['2024-01-01T10:01:00Z', 'c', 3]]],
      [3, [['2024-01-01T10:02:00Z', 'n', 9]]],
    ])
  })

  test.each([
    ['with its state files', true],
    ['without its state files', false],
  ])('of a stateful query is refused at the start, %s', async (_, withState) => {
    continueSparks('csv-dedup')
    const state = golden('csv-dedup').files.filter((path) => path.startsWith('state/'))
    for (const path of withState ? state : []) {
      mkdirSync(join(folder, 'checkpoint', path, '..'), { recursive: true })
      writeFileSync(join(folder, 'checkpoint', path), 'LZ4Block of rows that only Spark can read')
    }
    const before = statSync(`${folder}/checkpoint/commits`).mtimeMs
    const { error, batches } = await playScenario(scenarioOf('csv-dedup', [newRow]), { folder, firstFile: 3 })
    expect(error).toMatchObject({ at: 'start', condition: 'CHECKPOINT_OF_OTHER_ENGINE' })
    expect(batches).toBeUndefined()
    expect(filesBelow(`${folder}/checkpoint`).filter((path) => path.startsWith('streamkit/'))).toEqual([])
    expect(statSync(`${folder}/checkpoint/commits`).mtimeMs).toBe(before)
  })
})
