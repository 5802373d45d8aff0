import type { DataFrame } from '../api/data-frame.ts'
import type { BuiltInFormats } from '../api/formats.ts'
import type { FrameTraits } from '../api/frame-traits.ts'
import type { StreamingQuery } from '../api/streaming-query.ts'
import type { Trigger } from '../api/trigger.ts'
import type { OutputMode } from '../contracts/sink.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { createSession, type Session } from '../session/session.ts'
import type { SessionOptions } from '../session/session-conf.ts'
import { SessionRuntime } from '../session/session-runtime.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'
import { runActions } from './run-actions.ts'
import type { CrashPoint, ExpectedFailure, Feedable, ProgressPattern, StreamAction } from './stream-action.ts'
import * as actions from './stream-action.ts'
import { TestQuery } from './test-query.ts'
import { silentLogger, TestWorld } from './test-world.ts'

/** How a test runs its query. Everything is optional. */
export interface TestStreamOptions<Modes extends OutputMode = OutputMode> {
  /** Default `append`. */
  readonly outputMode?: Modes
  /** Default: as soon as there is data. */
  readonly trigger?: Trigger
  /** The clock of the query; default: one that begins at the start of 2026. */
  readonly clock?: ManualClock
  /** A folder on the disk for the checkpoint: for state stores that need one. Default: in memory. */
  readonly checkpointLocation?: string
  /** Other options of the query. */
  readonly options?: Readonly<Record<string, unknown>>
  /** Settings in place of those of the frame's session: `noDataMicroBatches`, `multipleWatermarkPolicy`, `timeZone`, `logger`, ... */
  readonly session?: Partial<SessionOptions>
  /** Whether the order of the rows counts. Default false. */
  readonly inOrder?: boolean
  /** How long one action may take, milliseconds of real time. Default 10,000. */
  readonly timeoutMs?: number
}

/** A frame to test, or a function that makes it of a session. */
export type TestedStream<Row, T extends FrameTraits> =
  | DataFrame<Row, T>
  | ((session: Session<BuiltInFormats>) => DataFrame<Row, T>)

/**
 * A test that is being written: each method adds an action, `await` runs them. Immutable.
 */
export class StreamTest<Row> implements PromiseLike<undefined> {
  readonly #actions: readonly StreamAction<Row>[]
  readonly #execute: (actions: readonly StreamAction<Row>[]) => Promise<void>

  /** Use {@link testStream}. */
  constructor(execute: (actions: readonly StreamAction<Row>[]) => Promise<void>, given: readonly StreamAction<Row>[]) {
    this.#execute = execute
    this.#actions = given
  }

  /** Adds rows to a memory stream. What several of these in a row add is there at once: it makes one batch. */
  addData<Input>(stream: Feedable<Input>, ...rows: readonly NoInfer<Input>[]): StreamTest<Row> {
    return this.#with(actions.addData(stream, ...rows))
  }
  /** Checks all rows that came out so far, in any order; in complete mode, the newest answer. */
  checkAnswer(...rows: readonly Row[]): StreamTest<Row> {
    return this.#with(actions.checkAnswer(...rows))
  }
  /** Checks the rows that came out since the last check, in any order. */
  checkNewAnswer(...rows: readonly Row[]): StreamTest<Row> {
    return this.#with(actions.checkNewAnswer(...rows))
  }
  /** Checks the rows of the last batch, which may be one without data. */
  checkLastBatch(...rows: readonly Row[]): StreamTest<Row> {
    return this.#with(actions.checkLastBatch(...rows))
  }
  /** Moves the clock: milliseconds, or a text such as `10 seconds`. */
  advanceClock(duration: number | string): StreamTest<Row> {
    return this.#with(actions.advanceClock(duration))
  }
  /** Waits until everything that was added is committed. Checks do so themselves. */
  processAllAvailable(): StreamTest<Row> {
    return this.#with(actions.processAllAvailable())
  }
  /** Starts the query, with another trigger from here on if one is given. Not needed at the beginning: the first action that needs it starts it. */
  startStream(trigger: Trigger | null = null): StreamTest<Row> {
    return this.#with(actions.startStream(trigger))
  }
  /** Lets the query do what is there, then stops it. */
  stopStream(): StreamTest<Row> {
    return this.#with(actions.stopStream())
  }
  /** Stops the query and starts it on the same checkpoint. */
  restart(): StreamTest<Row> {
    return this.#with(actions.restart())
  }
  /**
   * The process dies and another one starts on what it left behind: by default when the sink has written and before the batch is committed, or in place of the n-th change of a
   * file. The test fails if a batch that runs again gives other rows.
   */
  crash(point: CrashPoint = 'commit'): StreamTest<Row> {
    return this.#with(actions.crash(point))
  }
  /** The query fails with that condition, text or class of error; with `isFatal` it does so again when it is started again. Afterwards it is stopped: `startStream` starts it. */
  expectFailure(expected: ExpectedFailure, options: { readonly isFatal?: boolean } = {}): StreamTest<Row> {
    return this.#with(actions.expectFailure(expected, options))
  }
  /** Anything else about the query and the rows so far: throws, or gives false, if it is wrong. */
  assertOnQuery(
    assert: (query: StreamingQuery, rows: readonly Row[]) => unknown,
    message: string = assert.name,
  ): StreamTest<Row> {
    return this.#with(actions.assertOnQuery(assert, message))
  }
  /** Compares the progress of the last batch with the parts that are given. */
  checkProgress(expected: ProgressPattern): StreamTest<Row> {
    return this.#with(actions.checkProgress(expected))
  }
  /** Checks the rows in the state, and how many were changed, and dropped as late, since the last such check: a number, or a list for several stateful operators. */
  checkStateRows(
    total: number | readonly number[],
    updated: number | readonly number[] | null = null,
    dropped: number | readonly number[] | null = null,
  ): StreamTest<Row> {
    return this.#with(actions.checkStateRows(total, updated, dropped))
  }

  /** Runs the actions. */
  run(): Promise<void> {
    return this.#execute(this.#actions)
  }

  // biome-ignore lint/suspicious/noThenProperty: a test that nobody ran would pass; awaiting it is how everybody ends it
  then<A = undefined, B = never>(
    onDone?: ((value: undefined) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.run()
      .then(() => undefined)
      .then(onDone, onFailed)
  }

  #with(action: StreamAction<Row>): StreamTest<Row> {
    return new StreamTest(this.#execute, [...this.#actions, action])
  }
}

/**
 * Tests a stream in the manner of Spark's StreamTest: a list of actions that feed it, move its clock, stop and crash it, and check what comes out. Works in any test framework: the first check
 * that does not hold throws STREAM_TEST_FAILED with the actions, an arrow at that one, both lists of rows, offsets, watermark, state and plan.
 *
 * The query runs in the session of the frame but for its clock, which stands still until `advanceClock`, and its checkpoint, which is in memory.
 *
 * @example
 * const input = memoryStream('id STRING NOT NULL, n INT')
 * await testStream(input.toDF().dropDuplicates('id'))
 *   .addData(input, { id: 'a', n: 1 }, { id: 'a', n: 2 })
 *   .checkAnswer({ id: 'a', n: 1 })
 *   .crash()
 *   .addData(input, { id: 'a', n: 3 })
 *   .checkNewAnswer()
 */
export function testStream<Row, T extends FrameTraits>(
  stream: TestedStream<Row, T>,
  options?: TestStreamOptions<NoInfer<T['modes']>>,
): StreamTest<Row>
/** The same with the actions as a list. */
export function testStream<Row, T extends FrameTraits>(
  stream: TestedStream<Row, T>,
  actions: readonly StreamAction<NoInfer<Row>>[],
  options?: TestStreamOptions<NoInfer<T['modes']>>,
): StreamTest<Row>
export function testStream(stream: unknown, ...rest: readonly unknown[]): unknown {
  const [first, second] = rest
  const given = (Array.isArray(first) ? first : []) as readonly StreamAction<never>[]
  const options = ((Array.isArray(first) ? second : first) ?? {}) as TestStreamOptions
  return new StreamTest(
    (all) => execute(stream as TestedStream<never, never>, options, all as readonly StreamAction<never>[]),
    given,
  )
}

async function execute(
  stream: TestedStream<never, never>,
  options: TestStreamOptions,
  all: readonly StreamAction<never>[],
): Promise<void> {
  const own =
    typeof stream === 'function' ? createSession({ logger: silentLogger, ...options.session, connectors: [] }) : null
  try {
    const frame = (typeof stream === 'function' ? stream(own as never) : stream) as DataFrame<never, FrameTraits>
    const { runtime } = frame
    if (!(runtime instanceof SessionRuntime)) throw new IllegalArgumentException('STREAM_TEST_FRAME', {})
    const world = new TestWorld(options.clock ?? manualClock(), options.checkpointLocation ?? null)
    const test = new TestQuery({
      plan: frame.logicalPlan,
      runtime,
      world,
      outputMode: options.outputMode ?? 'append',
      trigger: options.trigger ?? null,
      options: options.options ?? {},
      session: options.session ?? {},
      timeoutMs: options.timeoutMs ?? 10_000,
    })
    await runActions(all, { test, world, inOrder: options.inOrder ?? false, explain: () => frame.explain() })
  } finally {
    await own?.stop()
  }
}
