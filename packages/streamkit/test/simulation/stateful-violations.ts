import type { StreamingQueryProgress } from '../../src/contracts/streaming-query-progress.ts'
import type { StatefulHistory, StatefulScenario } from './stateful-simulation.ts'
import { brokenRules } from './violations.ts'

/** What a history breaks, beside an undisturbed run of the same query on the same input. */
export function statefulViolations(
  { noDataMicroBatches, query }: StatefulScenario,
  { history, undisturbed }: { readonly history: StatefulHistory; readonly undisturbed: StatefulHistory },
): readonly string[] {
  return [
    ...brokenRules(history),
    ...unplannedState(history),
    // A batch without data does not come after a restart before there is data, so ids of batches may differ.
    // What each stream had seen is lost with a process, as in Spark: who is idle moves the watermark a batch later then.
    ...(noDataMicroBatches || query === 'a stream that falls idle'
      ? different('row', [allRows(history), allRows(undisturbed)])
      : [
          ...differentBatches(history, undisturbed),
          ...differentFigures(history, undisturbed),
          ...different('late row', [[...history.late], [...undisturbed.late]]),
          ...different('state', [history.state, undisturbed.state]),
        ]),
  ]
}

type Pair = readonly [readonly string[], readonly string[]]

/** Without those of `z`, which ends the input: the last of them are closed by a batch without data, or not at all. */
function allRows({ table }: StatefulHistory): readonly string[] {
  return table.rows.filter((row) => !/\bz\b/.test(row))
}

function different(what: string, [found, expected]: Pair): readonly string[] {
  const left = new Map<string, number>()
  for (const text of expected) left.set(text, (left.get(text) ?? 0) + 1)
  const extra: string[] = []
  for (const text of found) {
    const count = left.get(text) ?? 0
    if (count === 0) extra.push(`${what} not expected: ${text}`)
    else left.set(text, count - 1)
  }
  const lost = [...left].flatMap(([text, count]) => (count > 0 ? [`${what} lost: ${text}`] : []))
  return [...lost, ...extra]
}

function differentBatches(history: StatefulHistory, undisturbed: StatefulHistory): readonly string[] {
  const ids = new Set([...history.table.batches.keys(), ...undisturbed.table.batches.keys()])
  return [...ids].flatMap((id) => {
    const [found, expected] = [history, undisturbed].map(({ table }) => table.batches.get(id) ?? [])
    if (found?.join('\n') === expected?.join('\n')) return []
    const differences = different(`batch ${id}: row`, [found ?? [], expected ?? []])
    return differences.length > 0 ? differences : [`batch ${id}: its rows are in another order`]
  })
}

/** What a batch says of itself is the same whoever runs it, but for how long things took and how much memory they need. */
function differentFigures(history: StatefulHistory, undisturbed: StatefulHistory): readonly string[] {
  const expected = new Map(undisturbed.progress.map((progress) => [progress.batchId, figures(progress)]))
  return history.progress.flatMap((progress) => {
    const [found, wanted] = [figures(progress), expected.get(progress.batchId)]
    return found === wanted ? [] : [`figures of batch ${progress.batchId}: ${found}, not ${wanted}`]
  })
}

function figures({
  batchId,
  timestamp: _,
  eventTime,
  numInputRows,
  observedMetrics,
  ...more
}: StreamingQueryProgress): string {
  const sources = more.sources.map(({ startOffset, endOffset, numInputRows: rows }) => ({
    startOffset,
    endOffset,
    rows,
  }))
  const operators = more.stateOperators.map(
    ({ operatorName, numRowsTotal, numRowsUpdated, numRowsRemoved, numRowsDroppedByWatermark, customMetrics }) => ({
      operatorName,
      numRowsTotal,
      numRowsUpdated,
      numRowsRemoved,
      numRowsDroppedByWatermark,
      customMetrics: Object.fromEntries(
        Object.entries(customMetrics ?? {}).filter(
          ([name]) => !/Ms$|Bytes$|Memory|Size|loaded|snapshot|cache/i.test(name),
        ),
      ),
    }),
  )
  return JSON.stringify({ batchId, eventTime, numInputRows, sources, operators, observedMetrics })
}

/** The state of a version is not on the disk before the batch that makes it is planned. */
function unplannedState({ processes }: StatefulHistory): readonly string[] {
  const planned = new Set<string>()
  return processes.flatMap(({ trace }) =>
    trace.flatMap(({ kind, path }) => {
      if (kind !== 'link' && kind !== 'rename') return []
      const plan = /\/offsets\/(\d+)$/.exec(path)?.[1]
      if (plan !== undefined) planned.add(plan)
      const version = /\/state\/\d+\/0\/(\d+)\.(?:delta|snapshot)$/.exec(path)?.[1]
      return version === undefined || planned.has(String(Number(version) - 1))
        ? []
        : [`state version ${version} was written before its batch was planned`]
    }),
  )
}
