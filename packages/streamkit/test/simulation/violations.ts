import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { inputFolder } from './csv-folder.ts'
import type { SimulatedEvent } from './event-log.ts'
import type { History, Scenario } from './simulation.ts'

/** What a history breaks of what StreamKit promises; empty if nothing. `expected` is what the table has to hold, in order. */
export function violationsOf(history: History, expected: readonly string[]): readonly string[] {
  return [...wrongRows(history.table.rows, expected), ...brokenRules(history)]
}

/** What a history breaks that does not depend on what the query computes. */
export function brokenRules(history: History): readonly string[] {
  return [
    ...unexpectedEnds(history),
    ...changedAttempts(history),
    ...changedClocks(history),
    ...fallingWatermarks(history),
    ...leftovers(history),
  ]
}

/** Plain recomputation: the input without copies, or all of it if the query has no state. */
export function expectedRows({ events, stateful }: Pick<Scenario, 'events' | 'stateful'>): readonly string[] {
  const seen = new Set<string>()
  return events.flatMap(({ id, timeMs }: SimulatedEvent, position) => {
    const key = `${id} ${timeMs}`
    if (stateful && seen.has(key)) return []
    seen.add(key)
    return [`${id} ${timeMs * 1000} ${position}`]
  })
}

/** A process ends because it was crashed, because a call to the disk failed and it said so, or because all is done. */
function unexpectedEnds({ processes }: History): readonly string[] {
  return processes.flatMap(({ end, error }, i) => {
    if (typeof end === 'string') return []
    const condition = isStreamKitError(end.cause) ? end.cause.condition : 'no error of ours'
    const clear = error?.path.startsWith(inputFolder) === true ? /^[A-Z_]+$/ : /^CHECKPOINT_(IO|NO_SPACE)$/
    if (error !== null && clear.test(condition)) return []
    return [`process ${i} failed: ${end.message}`]
  })
}

function wrongRows(rows: readonly string[], expected: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1)
  const lost = expected.filter((row) => !counts.has(row)).map((row) => `lost: ${row}`)
  const wanted = new Set(expected)
  const wrong = [...counts].flatMap(([row, count]) => [
    ...(count > 1 ? [`${count} times: ${row}`] : []),
    ...(wanted.has(row) ? [] : [`not expected: ${row}`]),
  ])
  if (lost.length + wrong.length > 0) return [...lost, ...wrong]
  return rows.every((row, i) => row === expected[i]) ? [] : ['the rows are in another order']
}

/** A batch that reaches the sink again is the same batch: id of the query, plan, clock, rows. */
function changedAttempts({ table }: History): readonly string[] {
  const first = new Map<number, (typeof table.attempts)[number]>()
  return table.attempts.flatMap((attempt) => {
    const before = first.get(attempt.batchId)
    first.set(attempt.batchId, { ...(before ?? attempt), rows: before?.rows ?? attempt.rows })
    if (before === undefined) return attempt.plan === 'not logged' ? [`batch ${attempt.batchId} ran unplanned`] : []
    const { rows } = attempt
    const same =
      before.queryId === attempt.queryId &&
      before.plan === attempt.plan &&
      before.batchTimestampMs === attempt.batchTimestampMs &&
      (before.rows === null || rows === null || before.rows.join('\n') === rows.join('\n'))
    return same ? [] : [`batch ${attempt.batchId} ran again as another: ${describe(before)} then ${describe(attempt)}`]
  })
}

function describe({ plan, rows }: History['table']['attempts'][number]): string {
  return `${plan.split('\n').slice(2).join(',')} [${rows?.join(', ') ?? 'cut off'}]`
}

/** Watermarks never go back, and a batch that runs again has the watermarks, the clock and the seed that it had. */
function changedClocks({ clocks }: History): readonly string[] {
  return clocks.flatMap((clock, i) => {
    const before = clocks[i - 1]
    if (before === undefined) return []
    if (clock.batchId === before.batchId) {
      const same = JSON.stringify(clock) === JSON.stringify(before)
      return same
        ? []
        : [`batch ${clock.batchId} ran again with ${JSON.stringify(clock)}, not ${JSON.stringify(before)}`]
    }
    const [now, then] = [clock.watermark, before.watermark]
    return [
      ...(clock.batchId === before.batchId + 1 ? [] : [`batch ${clock.batchId} came after ${before.batchId}`]),
      ...(now?.lateMs === then?.evictionMs ? [] : [`batch ${clock.batchId} judges late rows by ${now?.lateMs}`]),
    ]
  })
}

/** The watermark of the log never goes back. */
function fallingWatermarks({ table }: History): readonly string[] {
  const marks = table.attempts.flatMap(({ batchId, plan }) => {
    const mark = /"batchWatermarkMs":(\d+)/.exec(plan)?.[1]
    return mark === undefined ? [] : [{ batchId, ms: Number(mark) }]
  })
  return marks.flatMap(({ batchId, ms }, i) =>
    ms < (marks[i - 1]?.ms ?? 0) ? [`the watermark of batch ${batchId} went back to ${ms}`] : [],
  )
}

/** After a clean end nothing is left of the attempts, neither ours nor those of processes that were killed. */
function leftovers({ leftovers: paths }: History): readonly string[] {
  const locks = paths.filter((path) => path.includes('.lock.'))
  return [...paths.filter((path) => path.endsWith('.tmp')), ...locks.slice(1)].map((path) => `left behind: ${path}`)
}
