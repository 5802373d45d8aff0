import { ExecutionException, isStreamKitError, messageOf } from '../errors/streamkit-error.ts'
import { errorText, failureReport } from './failure-report.ts'
import { rowText, sameRows, sideBySide } from './row-text.ts'
import type { CheckScope, ExpectedFailure, ExpectedStateRows, ProgressPattern, StreamAction } from './stream-action.ts'
import { causes, type TestQuery } from './test-query.ts'
import type { TestWorld } from './test-world.ts'

export interface TestRun {
  readonly test: TestQuery
  readonly world: TestWorld
  /** Whether the order of rows counts. */
  readonly inOrder: boolean
  /** The plan as text, for the report. */
  readonly explain: () => string
}

/** Why an action failed, for the report. */
class Problem extends Error {
  override name = 'Problem'
}

/** Runs the actions one after the other. Throws STREAM_TEST_FAILED with a report of the first that fails. */
export async function runActions(actions: readonly StreamAction<never>[], run: TestRun): Promise<void> {
  const runner = new ActionRunner(run)
  let at = 0
  try {
    for (; at < actions.length; at++) await runner.run(actions[at] as StreamAction<never>)
    await runner.finish()
  } catch (cause) {
    const problem = cause instanceof Problem ? cause.message : errorText(cause)
    const report = failureReport({ actions, failed: at, problem, test: run.test, plan: run.explain() })
    const init = cause instanceof Problem ? {} : { cause }
    throw new ExecutionException('STREAM_TEST_FAILED', { report }, init)
  } finally {
    await run.test.stop().catch(() => {})
  }
}

class ActionRunner {
  readonly #run: TestRun
  /** What was added since the query was last let run. */
  #additions: (() => void)[] = []
  /** Progress documents that a check of state rows has seen. */
  #progressSeen = 0

  constructor(run: TestRun) {
    this.#run = run
  }

  async run(action: StreamAction<never>): Promise<void> {
    const { test, world } = this.#run
    switch (action.kind) {
      case 'addData':
        this.#additions.push(action.add)
        return
      case 'check':
        await this.#settle()
        return this.#check(action.scope, action.rows)
      case 'advanceClock':
        await this.#settle()
        world.clock.advance(action.duration)
        return test.settle()
      case 'processAllAvailable':
        return this.#settle()
      case 'startStream':
        this.#start(() => test.start(action.trigger ?? undefined))
        return
      case 'stopStream':
        await this.#settle()
        return test.stop()
      case 'restart':
        await this.#settle()
        await test.stop()
        return test.start()
      case 'crash':
        this.#ensureStarted()
        await test.crash(action.point, () => this.#feed())
        return test.start()
      case 'expectFailure':
        return this.#expectFailure(action.expected, action.isFatal)
      case 'assertOnQuery':
        await this.#settle()
        return this.#assert(action.assert)
      case 'checkProgress':
        await this.#settle()
        return this.#checkProgress(action.expected)
      case 'checkStateRows':
        await this.#settle()
        return this.#checkStateRows(action.expected)
    }
  }

  /** A test ends when all that was added has been processed, and not with a failure that nobody expected. */
  async finish(): Promise<void> {
    await this.#settle()
  }

  #feed(): void {
    for (const add of this.#additions) add()
    this.#additions = []
  }

  /** What was added before the start is there when the query starts: it makes one batch. */
  #start(start: () => void): void {
    if (this.#run.test.isRunning) throw new Problem('the query runs already')
    this.#feed()
    start()
  }

  #ensureStarted(): void {
    const { test } = this.#run
    if (!test.wasStarted) this.#start(() => test.start())
  }

  async #settle(): Promise<void> {
    this.#ensureStarted()
    this.#feed()
    await this.#run.test.settle()
    const { unlike } = this.#run.test.collected
    if (unlike !== null) {
      const rows = sideBySide(unlike.before, unlike.again, false)
      throw new Problem(`batch ${unlike.batchId} gave other rows when it ran again (expected: its first run)\n${rows}`)
    }
  }

  #check(scope: CheckScope, expected: readonly unknown[]): void {
    const { test, inOrder } = this.#run
    const { collected } = test
    const actual = scope === 'all' ? collected.all() : scope === 'new' ? collected.news() : collected.lastBatch()
    collected.markChecked()
    if (!sameRows(expected, actual, inOrder)) throw new Problem(sideBySide(expected, actual, inOrder))
  }

  async #expectFailure(expected: ExpectedFailure, isFatal: boolean): Promise<void> {
    const { test } = this.#run
    for (const run of isFatal ? ['first', 'second'] : ['only']) {
      if (run === 'second') test.start()
      const failure = await this.#settle().then(
        () => null,
        (error: unknown) => error,
      )
      if (failure === null)
        throw new Problem(`the query did not fail${run === 'second' ? ' when it was started again' : ''}`)
      if (!causes(failure).some((cause) => isExpected(cause, expected))) {
        throw new Problem(`the query failed with something else:\n${errorText(failure)}`)
      }
    }
    test.forgetFailure()
  }

  async #assert(assert: (query: never, rows: never) => unknown): Promise<void> {
    const { test } = this.#run
    let result: unknown
    try {
      result = await assert(test.query as never, test.collected.all() as never)
    } catch (error) {
      throw new Problem(messageOf(error))
    }
    if (result === false) throw new Problem('the assertion gave false')
  }

  #checkProgress(expected: ProgressPattern): void {
    const actual = this.#run.test.progress.at(-1) ?? null
    const wrong = differences(expected, actual, 'progress')
    if (wrong.length > 0) throw new Problem(wrong.join('\n'))
  }

  #checkStateRows({ total, updated, dropped }: ExpectedStateRows): void {
    const { progress } = this.#run.test
    const news = progress.slice(this.#progressSeen)
    this.#progressSeen = progress.length
    const now = progress.at(-1)?.stateOperators ?? []
    const sums = (of: 'numRowsUpdated' | 'numRowsDroppedByWatermark') =>
      now.map((_, i) => news.reduce((sum, { stateOperators }) => sum + (stateOperators[i]?.[of] ?? 0), 0))
    const actual = {
      total: now.map(({ numRowsTotal }) => numRowsTotal),
      ...(updated === null ? {} : { updated: sums('numRowsUpdated') }),
      ...(dropped === null ? {} : { dropped: sums('numRowsDroppedByWatermark') }),
    }
    const expected = { total, ...(updated === null ? {} : { updated }), ...(dropped === null ? {} : { dropped }) }
    if (rowText(expected) !== rowText(actual)) throw new Problem(sideBySide([expected], [actual], true))
  }
}

function isExpected(error: unknown, expected: ExpectedFailure): boolean {
  if (typeof expected === 'function') return error instanceof expected
  if (expected instanceof RegExp) return expected.test(messageOf(error))
  return (isStreamKitError(error) && error.condition === expected) || messageOf(error).includes(expected)
}

/** Where `actual` is not as the pattern says. */
function differences(pattern: unknown, actual: unknown, path: string): readonly string[] {
  if (typeof pattern !== 'object' || pattern === null) {
    return rowText(pattern) === rowText(actual)
      ? []
      : [`${path}: expected ${rowText(pattern)}, actual ${rowText(actual)}`]
  }
  if (typeof actual !== 'object' || actual === null)
    return [`${path}: expected ${rowText(pattern)}, actual ${rowText(actual)}`]
  const parts = Object.entries(pattern).flatMap(([name, part]) =>
    differences(part, (actual as Readonly<Record<string, unknown>>)[name], `${path}.${name}`),
  )
  const counts = Array.isArray(pattern) && Array.isArray(actual) && pattern.length !== actual.length
  return counts ? [`${path}: expected ${pattern.length} elements, actual ${actual.length}`, ...parts] : parts
}
