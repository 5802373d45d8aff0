import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from './naive-operators.ts'
import { runNaively } from './naive-stream.ts'
import { batches, naivePipeline, type PipelineSpec, pipelines } from './random-pipelines.ts'
import { runPipeline } from './run-pipeline.ts'

/** How many pipelines are tried: more with `FUZZ_RUNS`. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 150)

/** The rows of a batch in an order of their own, without what only the model knows. */
function told(rows: readonly Row[]): readonly string[] {
  return rows
    .map(({ side: _, ...row }) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))))
    .sort()
}

/** The model has both sides of a join in one list: the left side is read first, under names of its own. */
function forModel(spec: PipelineSpec, rows: readonly Row[]): readonly Row[] {
  if (spec.kind !== 'join') return rows
  const left = rows.filter((r) => r.side === 'left').map(({ ts, k, v, side }) => ({ lts: ts, lk: k, lv: v, side }))
  const right = rows.filter((r) => r.side === 'right').map(({ ts, k, v, side }) => ({ rts: ts, rk: k, rv: v, side }))
  // A side whose rows come out only with a match is read without those that cannot match: what is not read does not move the watermark.
  const keepsAll = (side: unknown) => spec.how === 'full_outer' || spec.how === `${side}_outer`
  const read = (r: Row) => keepsAll(r.side) || (r.side === 'left' ? r.lk : r.rk) !== null
  return [...left, ...right].filter(read)
}

test('random pipelines over late rows and random batches give what a naive recomputation gives', {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(pipelines, batches, async (spec, input) => {
      const filled = input.filter((rows) => rows.length > 0)
      const actual = await runPipeline(spec, filled)
      const expected = runNaively(
        naivePipeline(spec),
        filled.map((rows) => forModel(spec, rows)),
      )
      expect(actual.map(told)).toEqual(expected.map(told))
    }),
    { numRuns },
  )
})
