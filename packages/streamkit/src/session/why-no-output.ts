import type {
  OperatorExplanation,
  OutputExplanation,
  OutputReason,
  OutputReasonKind,
  WatermarkExplanation,
  WatermarkStream,
} from '../api/output-explanation.ts'
import { messageOf } from '../errors/streamkit-error.ts'
import type { LastBatch, OperatorStanding, QueryStanding } from '../execution/query-standing.ts'
import type { ExecutionStatus } from '../execution/stream-execution.ts'
import { outputExplanationText } from './output-explanation-text.ts'

/** What is asked of an execution here. */
export interface ExplainedExecution {
  readonly isActive: boolean
  readonly exception: Error | null
  readonly status: ExecutionStatus
  readonly standing: QueryStanding | null
}

/** Operators that give rows out only when the watermark has passed them, in append mode. */
const emitsByWatermark = new Set(['stateStoreSave', 'sessionWindowStateStoreSaveExec'])

/** Explains why nothing comes out of a query. */
export function whyNoOutput(execution: ExplainedExecution): OutputExplanation {
  const { standing } = execution
  const watermark = standing === null ? null : watermarkOf(standing)
  const reasons = [...lifeReasons(execution), ...(standing === null ? [] : workReasons(standing, watermark))]
  const [first = reason('inputDone', 'Everything that came has been processed.', 'new input')] = reasons
  const explanation = {
    summary: first.needed === null ? first.text : `${first.text} Needed: ${first.needed}.`,
    reasons: reasons.length === 0 ? [first] : reasons,
    watermark,
    operators: (standing?.lastBatch?.operators ?? []).map(operatorOf),
  }
  const text = outputExplanationText(explanation)
  // Not among the data: it is to be printed and compared.
  return Object.defineProperty(explanation, 'toString', { value: () => text })
}

function lifeReasons({ isActive, exception, status }: ExplainedExecution): readonly OutputReason[] {
  if (exception !== null) {
    return [
      reason(
        'failed',
        `The query has failed: ${messageOf(exception)}`,
        'correct what it says and start the query again',
      ),
    ]
  }
  if (!isActive) return [reason('stopped', 'The query has ended.', 'start it again on its checkpoint')]
  if (status.message === 'Initializing sources')
    return [reason('starting', 'The query opens its sources and its state.', null)]
  if (status.isTriggerActive) {
    return [reason('running', 'A batch is being run; its rows come out when it has been written.', null)]
  }
  return []
}

function workReasons(standing: QueryStanding, watermark: WatermarkExplanation | null): readonly OutputReason[] {
  const { lastBatch } = standing
  if (lastBatch === null) {
    return [reason('noInput', 'No batch has been run since the query was started: there was no new data.', 'new input')]
  }
  const waiting = waitingOperators(standing, lastBatch)
  return [
    ...droppedReasons(lastBatch),
    ...(waiting.length > 0 && watermark !== null ? watermarkReasons(watermark) : []),
    ...waiting.map((operator) => waitingReason(operator, watermark)),
    ...noDataReasons(standing),
    ...inputReasons(lastBatch, waiting.length > 0),
  ]
}

function droppedReasons({ operators, outputRows, batchId }: LastBatch): readonly OutputReason[] {
  if (outputRows > 0) return []
  return operators
    .filter(({ droppedAsLate, droppedDuplicates, updated }) => droppedAsLate + droppedDuplicates > 0 && updated === 0)
    .map(({ description, droppedAsLate, droppedDuplicates, watermarkMs }) => {
      const parts = [
        ...(droppedAsLate > 0 ? [`${droppedAsLate} as late`] : []),
        ...(droppedDuplicates > 0 ? [`${droppedDuplicates} as duplicates`] : []),
      ]
      return reason(
        'allDropped',
        `${description} dropped all rows of batch ${batchId}: ${parts.join(', ')}.`,
        droppedAsLate > 0
          ? `event times after ${iso(watermarkMs)}, or a longer delay; lateTo() shows the late rows`
          : 'rows with new keys',
      )
    })
}

function waitingOperators({ outputMode }: QueryStanding, { operators }: LastBatch): readonly OperatorStanding[] {
  return operators.filter(
    ({ operatorName, stateRows, settledRows }) =>
      stateRows > settledRows &&
      ((emitsByWatermark.has(operatorName) && outputMode === 'append') ||
        operatorName === 'symmetricHashJoin' ||
        operatorName === 'asOfJoin'),
  )
}

function waitingReason(
  { description, operatorName, stateRows, settledRows, watermarkMs }: OperatorStanding,
  watermark: WatermarkExplanation | null,
): OutputReason {
  const isJoin = operatorName === 'symmetricHashJoin'
  const wait = isJoin
    ? 'for rows that they match, or, in an outer or anti join, for the watermark to pass their last match'
    : operatorName === 'asOfJoin'
      ? 'for the watermark to reach their time'
      : 'for the watermark to pass their event time or the end of their window'
  const holding = watermark?.streams.filter(({ holdsBack }) => holdsBack) ?? []
  const needed = holding
    .map(
      ({ column, sources, needsEventAfter }) =>
        `an event with ${column} later than ${needsEventAfter.toISOString()} in ${sources.join(', ')}`,
    )
    .join(' and ')
  return reason(
    'waitingForWatermark',
    `${description} has ${stateRows - settledRows} rows in its state that wait ${wait}; the watermark there is ${iso(watermarkMs)}.`,
    needed === '' ? (isJoin ? 'matching rows' : 'a watermark: withWatermark() before it') : needed,
  )
}

function watermarkReasons({ streams, policy, next }: WatermarkExplanation): readonly OutputReason[] {
  const unset = streams.filter(({ watermark, isIdle }) => watermark === null && !isIdle)
  const missing = unset.map(({ column, sources, idleTimeoutMs }) =>
    reason(
      'watermarkNotSet',
      `${sources.join(', ')} (event time ${column}) has given no row in this run, so the watermark of the query stays at ${next.toISOString()}.`,
      `a row in ${sources.join(', ')}${idleTimeoutMs === null && streams.length > 1 ? ', or withWatermark(..., { idleTimeout }) for it' : ''}`,
    ),
  )
  if (missing.length > 0 && policy === 'min') return missing
  const ahead = streams.filter(({ holdsBack, isIdle }) => !holdsBack && !isIdle)
  if (ahead.length === 0 || policy === 'max') return []
  return streams
    .filter(({ holdsBack }) => holdsBack)
    .map(({ column, sources, maxEventTime, needsEventAfter }) =>
      reason(
        'watermarkHeldBack',
        `${sources.join(', ')} (event time ${column}) holds the watermark of the query at ${next.toISOString()}: its newest event is of ${maxEventTime?.toISOString() ?? 'an earlier run'}; the other streams are further on.`,
        `an event with ${column} later than ${needsEventAfter.toISOString()} in ${sources.join(', ')}`,
      ),
    )
}

function noDataReasons({ noDataBatch, nextWatermarkMs }: QueryStanding): readonly OutputReason[] {
  if (noDataBatch === 'nothing to do' || noDataBatch === 'due') return []
  const why =
    noDataBatch === 'switched off'
      ? 'batches without data are switched off (noDataMicroBatches)'
      : 'the trigger `once` runs no batch without data'
  return [
    reason(
      'noDataBatchesOff',
      `The watermark has moved on to ${iso(nextWatermarkMs)}, but ${why}.`,
      'any new row, or another start',
    ),
  ]
}

function inputReasons(
  { batchId, inputRows, outputRows, operators }: LastBatch,
  waits: boolean,
): readonly OutputReason[] {
  if (
    inputRows > 0 &&
    outputRows === 0 &&
    operators.every(
      ({ updated, droppedAsLate, droppedDuplicates }) => updated + droppedAsLate + droppedDuplicates === 0,
    )
  ) {
    return [
      reason(
        'allFiltered',
        `None of the ${inputRows} rows of batch ${batchId} came through the filters of the query.`,
        'rows that its conditions let through',
      ),
    ]
  }
  if (waits) return []
  return [
    reason(
      'inputDone',
      `All input has been processed; batch ${batchId}, the last, took ${inputRows} rows in and gave ${outputRows} out.`,
      'new input',
    ),
  ]
}

function watermarkOf(standing: QueryStanding): WatermarkExplanation | null {
  const { streams, policy, nextWatermarkMs, lastBatch } = standing
  if (streams.length === 0) return null
  const active = streams.some(({ isIdle }) => !isIdle) ? streams.filter(({ isIdle }) => !isIdle) : streams
  const values = active.map(({ watermarkMs }) => watermarkMs ?? 0)
  const deciding = policy === 'min' ? Math.min(...values) : Math.max(...values)
  return {
    current: new Date(lastBatch?.watermarkMs ?? nextWatermarkMs),
    next: new Date(nextWatermarkMs),
    policy,
    streams: streams.map((stream): WatermarkStream => {
      const { column, delayMs, idleTimeoutMs } = stream.operator
      return {
        sources: stream.sources,
        column,
        delayMs,
        idleTimeoutMs,
        maxEventTime: stream.watermarkMs === null ? null : new Date(stream.watermarkMs + delayMs),
        watermark: stream.watermarkMs === null ? null : new Date(stream.watermarkMs),
        isIdle: stream.isIdle,
        holdsBack: active.includes(stream) && (stream.watermarkMs ?? 0) === deciding,
        needsEventAfter: new Date(nextWatermarkMs + delayMs),
      }
    }),
  }
}

function operatorOf({
  operatorId,
  operatorName,
  description,
  stateRows,
  droppedAsLate,
  watermarkMs,
}: OperatorStanding): OperatorExplanation {
  return { operatorId, operatorName, description, stateRows, droppedAsLate, watermark: new Date(watermarkMs) }
}

function reason(kind: OutputReasonKind, text: string, needed: string | null): OutputReason {
  return { kind, text, needed }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
