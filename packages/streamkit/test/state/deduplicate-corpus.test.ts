import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { memoryStateStore } from '../../src/state/memory/memory-state-store-provider.ts'
import { arrayType, intType, type StructType, stringType, timestampType } from '../../src/types/data-type.ts'
import { CrashingFileSystem } from './crashing-file-system.ts'
import { contextOf, deduplicate, type Row } from './deduplicate-harness.ts'
import { loaded } from './state-store-suite.ts'

// What Spark did, replayed on the operator and its store alone: a loop of a few lines stands in for the engine.

interface Scenario {
  readonly name: string
  readonly plan: readonly { readonly op: string; readonly cols?: readonly string[]; readonly delay?: string }[]
  readonly steps: readonly { readonly add?: { readonly a: readonly Row[] }; readonly restart?: boolean }[]
  readonly expected: {
    readonly schema?: readonly (readonly string[])[]
    readonly batches?: readonly {
      readonly batchId: number
      readonly watermark?: string
      readonly state: readonly Readonly<Record<string, unknown>>[]
      readonly rows: readonly Row[]
    }[]
  }
}

const microsOf = (text: unknown): number | null => (typeof text === 'string' ? Date.parse(text) * 1000 : null)
const byText = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort()

/** What the projections of the scenarios compute, and the columns that they leave. */
const projections: Readonly<Record<string, { readonly schema: StructType; readonly row: (row: Row) => Row }>> = {
  'dedup-by-array': {
    schema: schemaOf([
      ['arr', arrayType(stringType)],
      ['v', intType],
    ]),
    row: ([, k, v]) => [(k as string).split(','), v],
  },
  'distinct-is-dedup-on-all': {
    schema: schemaOf([
      ['k', stringType],
      ['odd', intType],
    ]),
    row: ([, k, v]) => [k, (v as number) % 2],
  },
}

function schemaOf(
  columns: readonly (readonly [string, StructType['fields'][number]['dataType']])[],
  delayMs?: number,
): StructType {
  return {
    kind: 'struct',
    fields: columns.map(([name, dataType]) => ({
      name,
      dataType,
      nullable: true,
      ...(name === 'ts' && delayMs !== undefined ? { metadata: { watermarkDelayMs: delayMs } } : {}),
    })),
  }
}

const corpus = new URL('../spark-corpus/streaming/dedup.json', import.meta.url)
const scenarios = (JSON.parse(readFileSync(corpus, 'utf8')) as readonly Scenario[]).filter(
  ({ name, expected }) => expected.batches !== undefined && name !== 'dedup-then-aggregate-update',
)

test('the corpus has the scenarios', () => {
  expect(scenarios.length).toBeGreaterThan(10)
})

test.each(scenarios)('$name gives what Spark gave', async ({ name, plan, steps, expected }) => {
  const delay = plan.find(({ op }) => op === 'withWatermark')?.delay
  const delayMs = delay === undefined ? undefined : Number.parseInt(delay, 10) * 1000
  const projection = projections[name]
  const schema =
    projection?.schema ??
    schemaOf(
      [
        ['ts', timestampType],
        ['k', stringType],
        ['v', intType],
      ],
      delayMs,
    )
  const dedup = plan.at(-1) as Scenario['plan'][number]
  const names = schema.fields.map((field) => field.name)
  const keys = dedup.cols === undefined ? names.map((_, i) => i) : dedup.cols.map((col) => names.indexOf(col)).sort()
  const init = {
    schema,
    keys,
    withinWatermark: dedup.op === 'dropDuplicatesWithinWatermark',
    eventTime: delayMs === undefined ? null : 0,
  }

  const disk = new CrashingFileSystem()
  let store = await loaded(memoryStateStore, disk, 0)
  const batches: unknown[] = []
  let [previousMs, watermarkMs] = [0, 0]
  const runBatch = async (rows: readonly Row[]) => {
    const evictionMs = watermarkMs
    const batchId = store.version
    const result = await deduplicate(init, rows, contextOf(store, { lateMs: previousMs, evictionMs }))
    await store.commit()
    const metrics = result.operator.stateMetrics
    batches.push({
      batchId,
      watermark: delayMs === undefined ? undefined : new Date(evictionMs).toISOString(),
      state: [
        {
          operator: result.operator.operatorName,
          total: store.metrics().numKeys,
          updated: metrics.numRowsUpdated,
          removed: metrics.numRowsRemoved,
          droppedByWatermark: metrics.numRowsDroppedByWatermark,
          droppedDuplicates: metrics.custom.numDroppedDuplicateRows,
        },
      ],
      rows: byText(result.rows),
    })
    previousMs = evictionMs
    if (delayMs !== undefined) {
      for (const [ts] of rows)
        if (ts !== null) watermarkMs = Math.max(watermarkMs, Math.floor((ts as number) / 1000) - delayMs)
    }
    return result.operator.shouldRunAnotherBatch(watermarkMs, evictionMs)
  }
  for (const { add, restart } of steps) {
    if (restart === true) store = await loaded(memoryStateStore, disk, store.version)
    const rows = (add?.a ?? []).map(projection?.row ?? (([ts, k, v]) => [microsOf(ts), k, v]))
    for (let again = await runBatch(rows); again; ) again = await runBatch([])
  }

  expect(batches).toEqual(
    expected.batches?.map(({ batchId, watermark, state, rows }) => ({
      batchId,
      watermark,
      state,
      rows: byText(projection === undefined ? rows.map(([ts, k, v]) => [microsOf(ts), k, v]) : rows),
    })),
  )
})
