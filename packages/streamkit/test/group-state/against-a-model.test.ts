import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testSession } from '../session/test-session.ts'
import { StateQuery } from './state-query.ts'

interface Event {
  readonly k: string
  readonly second: number
}
type Step = { readonly kind: 'add'; readonly events: readonly Event[] } | { readonly kind: 'restart' | 'rerun' }

const start = Date.UTC(2026, 0, 1)
const delayMs = 5000
const gapMs = 7000

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('add' as const),
        events: fc.array(fc.record({ k: fc.constantFrom('a', 'b', 'c'), second: fc.nat(40) }), {
          minLength: 1,
          maxLength: 5,
        }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'rerun' as const }) },
  ),
  { minLength: 1, maxLength: 10 },
)

interface Group {
  n: number
  hi: number
  /** Null: never. */
  timeoutMs: number | null
}

/** What Spark does, one batch after the other, without a store, columns or logs. */
class Model {
  readonly batches: string[][] = []
  readonly #counts = new Map<string, number>()
  readonly #sessions = new Map<string, Group>()
  #lateMs = 0
  #watermarkMs = 0
  #maxMs = 0

  add(events: readonly Event[]): void {
    const before = this.#watermarkMs
    this.#batch(events)
    this.#watermarkMs = Math.max(before, this.#maxMs - delayMs)
    if (this.#watermarkMs > before) this.#batch([])
  }

  #batch(events: readonly Event[]): void {
    const out: string[] = []
    const counted = new Set<string>()
    const onTime = new Map<string, number[]>()
    for (const { k, second } of events) {
      const ms = start + second * 1000
      this.#maxMs = Math.max(this.#maxMs, ms)
      this.#counts.set(k, (this.#counts.get(k) ?? 0) + 1)
      counted.add(k)
      if (ms > this.#lateMs) onTime.set(k, [...(onTime.get(k) ?? []), ms])
    }
    for (const k of counted) out.push(`count ${k} ${this.#counts.get(k)}`)
    for (const [k, times] of onTime) {
      const before = this.#sessions.get(k) ?? { n: 0, hi: 0, timeoutMs: null }
      const hi = Math.max(before.hi, ...times)
      const after = { n: before.n + times.length, hi, timeoutMs: Math.max(hi + gapMs, this.#watermarkMs + 1) }
      this.#sessions.set(k, after)
      out.push(`open ${k} ${after.n}`)
    }
    for (const [k, { n, timeoutMs }] of this.#sessions) {
      if (timeoutMs === null || timeoutMs >= this.#watermarkMs) continue
      this.#sessions.delete(k)
      out.push(`closed ${k} ${n}`)
    }
    this.#lateMs = this.#watermarkMs
    this.batches.push(out.sort())
  }
}

function frames() {
  const input = testSession().memoryStream('k STRING NOT NULL, at TIMESTAMP NOT NULL')
  const output = 'text STRING NOT NULL'
  const counts = () =>
    input
      .toDF()
      .withWatermark('at', `${delayMs} milliseconds`)
      .groupByKey('k')
      .flatMapGroupsWithState({ state: 'n INT NOT NULL', output, outputMode: 'update' }, function* (k, rows, state) {
        const n = (state.getOption()?.n ?? 0) + [...rows].length
        state.update({ n })
        yield { text: `count ${k} ${n}` }
      })
  const sessions = () =>
    input
      .toDF()
      .withWatermark('at', `${delayMs} milliseconds`)
      .groupByKey('k')
      .flatMapGroupsWithState(
        { state: 'n INT NOT NULL, hi DOUBLE NOT NULL', output, outputMode: 'update', timeout: 'EventTimeTimeout' },
        function* (k, rows, state) {
          if (state.hasTimedOut) {
            yield { text: `closed ${k} ${state.get().n}` }
            state.remove()
            return
          }
          let { n, hi } = state.getOption() ?? { n: 0, hi: 0 }
          for (const { at } of rows) {
            n++
            hi = Math.max(hi, at.getTime())
          }
          state.update({ n, hi })
          state.setTimeoutTimestamp(Math.max(hi + gapMs, state.getCurrentWatermarkMs() + 1))
          yield { text: `open ${k} ${n}` }
        },
      )
  return { input, counts, sessions }
}

async function outputs(kind: 'counts' | 'sessions', plan: readonly Step[]): Promise<string[]> {
  const { input, ...made } = frames()
  const run = new StateQuery()
  const seen = new Map<number, string[]>()
  const take = async () => {
    await run.query.processAllAvailable()
    for (const [id, rows] of run.batches) {
      const texts = rows.map((row) => (row as { text: string }).text).sort()
      // A batch that ran again gave the same.
      if (seen.has(id)) expect(texts).toEqual(seen.get(id))
      seen.set(id, texts)
    }
  }
  await run.start(made[kind]())
  for (const step of plan) {
    if (step.kind === 'add')
      input.addData(...step.events.map(({ k, second }) => ({ k, at: new Date(start + second * 1000) })))
    else {
      if (step.kind === 'rerun' && run.query.lastProgress !== null) await run.loseLastCommit()
      await run.start(made[kind]())
    }
    await take()
  }
  await run.stop()
  return [...seen].sort(([a], [b]) => a - b).flatMap(([, texts]) => texts)
}

test.each(['counts', 'sessions'] as const)(
  '%s are those of a plain model, whatever comes late and however often the query starts anew',
  async (kind) => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        const model = new Model()
        for (const step of plan) if (step.kind === 'add') model.add(step.events)
        const expected = model.batches.flatMap((texts) =>
          texts.filter((text) => text.startsWith('count') === (kind === 'counts')),
        )
        expect(await outputs(kind, plan)).toEqual(expected)
      }),
      { numRuns: 20 },
    )
  },
)
