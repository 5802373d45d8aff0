import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { messageOf } from '../errors/streamkit-error.ts'
import type { StreamAction } from './stream-action.ts'
import { causes, type TestQuery } from './test-query.ts'

/** What the report of a failed test tells. */
export interface FailedTest {
  readonly actions: readonly StreamAction<never>[]
  /** Which of them failed; that after the last: the end of the test. */
  readonly failed: number
  /** What was wrong, for people. */
  readonly problem: string
  readonly test: TestQuery
  /** The plan as text. */
  readonly plan: string
}

/** The report of a failed test: the actions with an arrow, what was wrong, how far the query was, and its plan. */
export function failureReport({ actions, failed, problem, test, plan }: FailedTest): string {
  const lines = [...actions.map(({ text }) => text), ...(failed === actions.length ? ['(the end of the test)'] : [])]
  const sections: readonly (readonly [string, string])[] = [
    ['Actions', lines.map((text, i) => `${i === failed ? '=>' : '  '} ${text}`).join('\n')],
    ['Problem', problem],
    ['Query', queryText(test)],
    ['Last batch', progressText(test.progress.at(-1) ?? null)],
    ['Plan', plan],
  ]
  return `${actionOf(lines[failed])}\n${sections.map(([title, text]) => `\n== ${title} ==\n${text.trimEnd()}\n`).join('')}`
}

/** The name of the action that failed: the first line is all that some test frameworks show. */
function actionOf(text: string | undefined): string {
  return text === undefined || text.startsWith('(') ? 'the end of the test' : text.slice(0, text.indexOf('('))
}

/** An error and what led to it. */
export function errorText(error: unknown): string {
  return causes(error)
    .map(
      (cause, i) =>
        `${i === 0 ? '' : 'caused by: '}${cause instanceof Error ? `${cause.name}: ` : ''}${messageOf(cause)}`,
    )
    .join('\n')
}

function queryText({ query, isRunning, failure }: TestQuery): string {
  if (failure !== null) return errorText(failure)
  if (query === null) return 'not started'
  return isRunning ? `running: ${query.status.message}` : 'stopped'
}

function progressText(progress: StreamingQueryProgress | null): string {
  if (progress === null) return 'none'
  const json = (value: unknown) => JSON.stringify(value)
  return [
    `batch ${progress.batchId}, ${progress.numInputRows} rows in`,
    `watermark: ${progress.eventTime?.watermark ?? 'none'}${progress.eventTime?.max === undefined ? '' : `, event times up to ${progress.eventTime.max}`}`,
    ...progress.sources.map(
      (source, i) => `source ${i} ${source.description}: ${json(source.startOffset)} to ${json(source.endOffset)}`,
    ),
    ...progress.stateOperators.map(
      (state, i) =>
        `state ${i} ${state.operatorName}: ${state.numRowsTotal} rows, ${state.numRowsUpdated} updated, ${state.numRowsRemoved} removed, ${state.numRowsDroppedByWatermark} dropped as late`,
    ),
  ].join('\n')
}
