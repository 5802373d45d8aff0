import { z } from 'zod'

/** What the report needs to know of one batch. */
export interface BatchSample {
  /** Name of the query, or its id if it has none. */
  readonly query: string
  readonly batchId: number
  /** Begin of the trigger, milliseconds since 1970. */
  readonly startMs: number
  readonly durationMs: number
  /** Milliseconds by phase, without the whole. */
  readonly phases: Readonly<Record<string, number>>
  readonly inputRows: number
  /** Rows that the sink counted; null if it does not count. */
  readonly outputRows: number | null
  readonly lateRows: number
  /** Dead letters by reason. */
  readonly deadLetters: Readonly<Record<string, number>>
  /** Of all stateful operators together; null without any. */
  readonly state: { readonly rows: number; readonly bytes: number } | null
  /** How far the watermark was behind the clock; null while there is none. */
  readonly watermarkLagMs: number | null
}

const moment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const amount = z.number().nonnegative()

/** The parts of a StreamingQueryProgress that are read; what else a line has does not matter. */
const ProgressLine = z.object({
  id: z.string(),
  name: z.string().nullable(),
  timestamp: moment,
  batchId: z.int(),
  batchDuration: amount,
  numInputRows: amount,
  durationMs: z.record(z.string(), amount),
  eventTime: z.object({ watermark: moment.optional() }),
  stateOperators: z.array(
    z.object({ numRowsTotal: amount, memoryUsedBytes: amount, numRowsDroppedByWatermark: amount }),
  ),
  sources: z.array(z.object({ metrics: z.record(z.string(), z.string()).optional() })),
  sink: z.object({ numOutputRows: z.number() }),
})

const badRecords = 'badRecords.'

/** Reads a line of the progress log; undefined if it is none. */
export function batchSample(line: string): BatchSample | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  const parsed = ProgressLine.safeParse(value)
  return parsed.success ? sampleOf(parsed.data) : undefined
}

function sampleOf(progress: z.output<typeof ProgressLine>): BatchSample {
  const { triggerExecution, ...phases } = progress.durationMs
  const { stateOperators, timestamp } = progress
  const { watermark } = progress.eventTime
  const sum = (of: (operator: (typeof stateOperators)[number]) => number): number =>
    stateOperators.reduce((total, operator) => total + of(operator), 0)
  return {
    query: progress.name ?? progress.id,
    batchId: progress.batchId,
    startMs: timestamp,
    durationMs: triggerExecution ?? progress.batchDuration,
    phases,
    inputRows: progress.numInputRows,
    outputRows: progress.sink.numOutputRows < 0 ? null : progress.sink.numOutputRows,
    lateRows: sum((operator) => operator.numRowsDroppedByWatermark),
    deadLetters: deadLettersOf(progress.sources),
    state:
      stateOperators.length === 0 ? null : { rows: sum((o) => o.numRowsTotal), bytes: sum((o) => o.memoryUsedBytes) },
    // A watermark of 1970 says that no event has been seen yet.
    watermarkLagMs: watermark === undefined || watermark <= 0 ? null : timestamp - watermark,
  }
}

function deadLettersOf(
  sources: readonly { readonly metrics?: Readonly<Record<string, string>> | undefined }[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const [name, text] of sources.flatMap(({ metrics }) => Object.entries(metrics ?? {}))) {
    if (!name.startsWith(badRecords)) continue
    const reason = name.slice(badRecords.length)
    const count = Number(text)
    if (Number.isFinite(count)) counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return Object.fromEntries(counts)
}
