import fc from 'fast-check'
import { expect, test } from 'vitest'
import { faultyFileSystem } from '../../../test/files/faulty-file-system.ts'
import { SourceHarness, SourceRun } from '../../../test/files/source-harness.ts'
import type { Offset } from '../../contracts/offset.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'

// Random arrivals, batches, restarts and crashes on a real folder. The engine of this test keeps what the offset log would keep: planned offsets.

type Step =
  | { readonly kind: 'arrive'; readonly second: number; readonly files: number }
  | { readonly kind: 'batch' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'crash'; readonly call: number; readonly after: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      second: fc.nat(5),
      files: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.constant({ kind: 'batch' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('crash' as const), call: fc.nat(40), after: fc.boolean() }) },
)

const options = fc.record({
  limit: fc.constantFrom({}, { maxFilesPerTrigger: 1 }, { maxFilesPerTrigger: 3 }, { maxBytesPerTrigger: 9 }),
  latestFirst: fc.boolean(),
  maxCachedFiles: fc.constantFrom(0, 2, 10_000),
  discardCachedInputRatio: fc.constantFrom(0, 0.2, 1),
  cleanSource: fc.constantFrom('off', 'delete'),
})

/** A query that survives its process: planned offsets, and the rows of committed batches. */
class Engine {
  readonly harness: SourceHarness
  readonly #options: Readonly<Record<string, unknown>>
  readonly planned: (Offset | null)[] = [null]
  readonly rows: string[] = []
  #isRunAgain = false
  #firstTry: readonly string[] | null = null
  #run: SourceRun | null = null

  constructor(harness: SourceHarness, given: Readonly<Record<string, unknown>>) {
    this.harness = harness
    this.#options = given
  }

  async stop(): Promise<void> {
    await this.#run?.source.stop()
    this.#run = null
  }

  /** One trigger; false if there was nothing to do. */
  async trigger(): Promise<boolean> {
    const run = await this.#open()
    const last = this.planned.at(-1) as Offset | null
    if (!this.#isRunAgain) {
      const end = await run.source.latestOffset(last, { kind: 'options' })
      if (end === null || end === last) return false
      this.planned.push(end)
      this.#isRunAgain = true
      if (last !== null) await run.source.commit(last)
    }
    const [start, end] = this.planned.slice(-2) as [Offset | null, Offset]
    const lines = await run.read(start, end)
    if (this.#firstTry !== null) expect(lines).toEqual(this.#firstTry)
    this.#firstTry = lines
    // the sink has written, the commit is what may be lost
    await this.harness.fileSystem.stat(this.harness.root)
    this.rows.push(...lines)
    this.#firstTry = null
    this.#isRunAgain = false
    return true
  }

  async crash(call: number, after: boolean): Promise<void> {
    await this.stop()
    const fault = after ? 'killAfter' : 'kill'
    this.harness.fileSystem = faultyFileSystem(nodeFileSystem, (_, index) => (index === call ? fault : null))
    try {
      for (let i = 0; i < 3; i++) await this.trigger()
    } catch {
      // the process is gone
    }
    await this.#run?.source.stop()
    this.#run = null
    this.harness.fileSystem = nodeFileSystem
  }

  async #open(): Promise<SourceRun> {
    if (this.#run !== null) return this.#run
    const source = this.harness.source(this.#options)
    await source.initialize(this.planned.at(-1) ?? null)
    this.#run = new SourceRun(this.harness, source, null)
    return this.#run
  }
}

test('whatever arrives and whenever it stops, every file is read exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 40 }), options, async (steps, { limit, ...rest }) => {
      const harness = await SourceHarness.create()
      try {
        const engine = new Engine(harness, { ...limit, ...rest })
        const expected: string[] = []
        for (const it of steps) {
          if (it.kind === 'arrive') {
            for (let i = 0; i < it.files; i++) {
              const name = `f${(expected.length * 7919) % 1000}`
              await harness.put(name, `${name}\n`, it.second)
              expected.push(name)
            }
          } else if (it.kind === 'batch') await engine.trigger()
          else if (it.kind === 'restart') await engine.stop()
          else await engine.crash(it.call, it.after)
          if (it.kind === 'arrive') harness.clock.advance(it.second * 30)
        }
        // folders whose time stood still meanwhile are listed anew
        harness.clock.advance(61_000)
        while (await engine.trigger());
        await engine.stop()
        expect([...engine.rows].sort()).toEqual(expected.sort())
      } finally {
        await harness.remove()
      }
    }),
    { numRuns: 40 },
  )
})
