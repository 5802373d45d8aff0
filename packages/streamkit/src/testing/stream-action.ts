import type { StreamingQuery } from '../api/streaming-query.ts'
import type { Trigger } from '../api/trigger.ts'
import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { rowText } from './row-text.ts'

/** One step of a {@link testStream}: plain data but for the functions of the user. `Row` is the type of the rows that come out. */
export type StreamAction<Row> = RowlessAction | CheckAction<Row> | AssertAction<Row>

/** Compares rows that came out. */
export interface CheckAction<Row> {
  readonly kind: 'check'
  readonly text: string
  readonly scope: CheckScope
  readonly rows: readonly Row[]
}
/** Looks at the query and its rows. */
export interface AssertAction<Row> {
  readonly kind: 'assertOnQuery'
  readonly text: string
  readonly assert: QueryAssertion<Row>
}

/** An action that knows nothing of the rows that come out: it goes with every stream. */
export type RowlessAction = { readonly text: string } & (
  | { readonly kind: 'addData'; readonly add: () => void }
  | { readonly kind: 'advanceClock'; readonly duration: number | string }
  | { readonly kind: 'processAllAvailable' }
  | { readonly kind: 'startStream'; readonly trigger: Trigger | null }
  | { readonly kind: 'stopStream' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'crash'; readonly point: CrashPoint }
  | { readonly kind: 'expectFailure'; readonly expected: ExpectedFailure; readonly isFatal: boolean }
  | { readonly kind: 'checkProgress'; readonly expected: ProgressPattern }
  | { readonly kind: 'checkStateRows'; readonly expected: ExpectedStateRows }
)

/** Which rows a check is about: all that came out, those since the last check, those of the last batch. */
export type CheckScope = 'all' | 'new' | 'lastBatch'

/**
 * Where the process dies: `commit`: when the sink has written and before the batch is committed; a number n: in place of the n-th change of its files from now on, 1 being the
 * next.
 */
export type CrashPoint = 'commit' | number

/** The condition of the error or of one of its causes, a part of its text, or a class. */
export type ExpectedFailure = string | RegExp | (abstract new (...args: never) => Error)

/** Throws, or gives false, if something is wrong. */
export type QueryAssertion<Row> = (query: StreamingQuery, rows: readonly Row[]) => unknown

/** Parts of a progress: what is not named may be anything. */
export type ProgressPattern = Pattern<StreamingQueryProgress>
type Pattern<T> = T extends readonly (infer E)[]
  ? readonly Pattern<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Pattern<T[K]> }
    : T

/** By stateful operator, in the order of the progress. */
export interface ExpectedStateRows {
  /** Rows in the state now. */
  readonly total: readonly number[]
  /** Changed since the last check. */
  readonly updated: readonly number[] | null
  /** Dropped as late since the last check. */
  readonly dropped: readonly number[] | null
}

/** What rows can be added to: a memory stream. */
export interface Feedable<Row> {
  addData(...rows: readonly Row[]): void
}

/** Adds rows to a memory stream. What several of these in a row add is there at once. */
export function addData<Row>(stream: Feedable<Row>, ...rows: readonly NoInfer<Row>[]): RowlessAction {
  return { kind: 'addData', text: `addData(${rows.map(rowText).join(', ')})`, add: () => stream.addData(...rows) }
}

/** Checks all rows that came out so far; in complete mode, the newest answer. In any order, as often as they are given. */
export function checkAnswer<Row = never>(...rows: readonly Row[]): CheckAction<Row> {
  return check('checkAnswer', 'all', rows)
}

/** Checks the rows that came out since the last check. */
export function checkNewAnswer<Row = never>(...rows: readonly Row[]): CheckAction<Row> {
  return check('checkNewAnswer', 'new', rows)
}

/** Checks the rows of the last batch, which may be one without data. */
export function checkLastBatch<Row = never>(...rows: readonly Row[]): CheckAction<Row> {
  return check('checkLastBatch', 'lastBatch', rows)
}

function check<Row>(name: string, scope: CheckScope, rows: readonly Row[]): CheckAction<Row> {
  return { kind: 'check', text: `${name}(${rows.map(rowText).join(', ')})`, scope, rows }
}

/** Moves the clock of the test: milliseconds, or a text such as `10 seconds`. What was added before has been processed by then, but for a trigger that waits for a time. */
export function advanceClock(duration: number | string): RowlessAction {
  return { kind: 'advanceClock', text: `advanceClock(${textOf(duration)})`, duration }
}

/** Waits until everything that was added is committed. Checks do so themselves. */
export function processAllAvailable(): RowlessAction {
  return { kind: 'processAllAvailable', text: 'processAllAvailable()' }
}

/** Starts the query, with another trigger than that of the test if one is given. A test that begins with another action starts it by itself. */
export function startStream(trigger: Trigger | null = null): RowlessAction {
  return { kind: 'startStream', text: `startStream(${trigger === null ? '' : rowText(trigger)})`, trigger }
}

/** Lets the query do what is there, then stops it. */
export function stopStream(): RowlessAction {
  return { kind: 'stopStream', text: 'stopStream()' }
}

/** Stops the query and starts it on the same checkpoint. */
export function restart(): RowlessAction {
  return { kind: 'restart', text: 'restart()' }
}

/** The process dies, and another one starts on what it left behind. See {@link CrashPoint}. Rows of a batch that runs again are compared with those of its first run. */
export function crash(point: CrashPoint = 'commit'): RowlessAction {
  return { kind: 'crash', text: `crash(${point === 'commit' ? '' : point})`, point }
}

/** The query fails with a condition, a text or a class of error; `isFatal`: again when it is started again. Afterwards it is stopped. */
export function expectFailure(expected: ExpectedFailure, options: { readonly isFatal?: boolean } = {}): RowlessAction {
  const isFatal = options.isFatal ?? false
  const what = typeof expected === 'function' ? expected.name : textOf(expected)
  return { kind: 'expectFailure', text: `expectFailure(${what}${isFatal ? ', fatal' : ''})`, expected, isFatal }
}

/** Anything else about the query and the rows so far: throws, or gives false, if it is wrong. */
export function assertOnQuery<Row>(assert: QueryAssertion<Row>, message: string = assert.name): AssertAction<Row> {
  return { kind: 'assertOnQuery', text: `assertOnQuery(${message})`, assert }
}

/** Compares the progress of the last batch with the parts that are given. */
export function checkProgress(expected: ProgressPattern): RowlessAction {
  return { kind: 'checkProgress', text: `checkProgress(${rowText(expected)})`, expected }
}

/** Checks the rows in the state, and how many were changed and dropped as late since the last check; one number for one stateful operator, a list for several. */
export function checkStateRows(
  total: number | readonly number[],
  updated: number | readonly number[] | null = null,
  dropped: number | readonly number[] | null = null,
): RowlessAction {
  const list = (given: number | readonly number[]) => (typeof given === 'number' ? [given] : given)
  const expected = {
    total: list(total),
    updated: updated === null ? null : list(updated),
    dropped: dropped === null ? null : list(dropped),
  }
  const texts = [expected.total, expected.updated, expected.dropped].filter((part) => part !== null)
  return { kind: 'checkStateRows', text: `checkStateRows(${texts.map(rowText).join(', ')})`, expected }
}

function textOf(value: number | string | RegExp): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}
