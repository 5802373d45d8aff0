import type { NaiveOperator, Row, Watermarks } from './naive-operators.ts'

/** A chain of operators over the rows of one or two marked streams, and how the watermark comes about. */
export interface NaivePipeline {
  /** In the order in which rows go through them; a function changes rows on the way. */
  readonly steps: readonly (NaiveOperator | ((row: Row) => Row))[]
  /** By stream: the column of its event time and the delay, ms. */
  readonly marks: readonly { readonly side: string | null; readonly time: string; readonly delayMs: number }[]
}

/** What a stream gives, batch by batch, no-data batches too. */
export function runNaively(pipeline: NaivePipeline, batches: readonly (readonly Row[])[]): readonly (readonly Row[])[] {
  const out: (readonly Row[])[] = []
  const seen = pipeline.marks.map(() => 0)
  const closes = pipeline.steps.some((step) => typeof step !== 'function' && step.closesState)
  let [previous, current] = [0, 0]
  const run = (rows: readonly Row[]) => {
    out.push(through(pipeline, rows, { late: previous, eviction: current }))
    for (const [i, { side, time, delayMs }] of pipeline.marks.entries()) {
      // A null event time counts as 1970.
      const times = rows.filter((row) => side === null || row.side === side).map((row) => (row[time] as number) ?? 0)
      seen[i] = Math.max(seen[i] as number, ...times.map((t) => Math.floor(t) - delayMs))
    }
    previous = current
    current = Math.max(current, Math.min(...seen))
  }
  for (const rows of batches) {
    run(rows)
    while (closes && current > previous) run([])
  }
  return out
}

function through({ steps }: NaivePipeline, rows: readonly Row[], watermarks: Watermarks): readonly Row[] {
  let [passed, current] = [rows, watermarks]
  for (const step of steps) {
    if (typeof step === 'function') passed = passed.map(step)
    else {
      passed = step.batch(passed, current)
      const behind = step.outputBehindMs ?? 0
      current = { late: current.late - behind, eviction: current.eviction - behind }
    }
  }
  return passed
}
