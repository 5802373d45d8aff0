import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FaultBench, faultBench } from './support/fault-bench.ts'
import { startTestDatabase, type TestDatabase } from './support/test-database.ts'
import { type TestWriter, testWriter } from './support/test-writer.ts'

// Batches, cut wires, crashes before the commit log, restarts and zombies in any order: the table is what the batches say, each applied once.

let database: TestDatabase

beforeAll(async () => {
  database = await startTestDatabase()
})
afterAll(() => database.close())

type Step =
  | { readonly kind: 'batch'; readonly ids: readonly number[]; readonly cutAt: number; readonly crashes: boolean }
  | { readonly kind: 'restart' }
  | { readonly kind: 'zombie'; readonly which: number }

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('batch' as const),
        ids: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 }),
        // the message of the driver at which the wire is cut, counted from the batch's first; beyond the last: not at all
        cutAt: fc.integer({ min: 0, max: 14 }),
        crashes: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('zombie' as const), which: fc.nat(5) }) },
  ),
  { minLength: 1, maxLength: 12 },
)

/** Plays a history and keeps the books that the table is compared with. */
class History {
  readonly #bench: FaultBench
  readonly #model = new Map<number, string>()
  readonly #zombies: TestWriter[] = []
  #sink: TestWriter | null = null
  #runs = 0
  #batchId = 0
  #inserted = 0

  constructor(bench: FaultBench) {
    this.#bench = bench
  }

  async play(history: readonly Step[]): Promise<void> {
    for (const step of history) {
      if (step.kind === 'batch') await this.#batch(step)
      else if (step.kind === 'restart') await this.#restart()
      else await this.#wakeZombie(step.which)
    }
  }

  async #current(): Promise<TestWriter> {
    return this.#sink ?? (await this.#restart())
  }

  async #restart(): Promise<TestWriter> {
    if (this.#sink !== null) this.#zombies.push(this.#sink)
    const query = { runId: `run-${++this.#runs}`, lastCommittedBatchId: this.#batchId - 1 }
    this.#sink = await testWriter(this.#bench.options, this.#bench.schema, query)
    this.#bench.adopt(this.#sink)
    return this.#sink
  }

  async #batch({ ids, cutAt, crashes }: Step & { readonly kind: 'batch' }): Promise<void> {
    const rows = ids.map((id, i) => [id, `batch ${this.#batchId} row ${i}`] as const)
    const sink = await this.#current()
    let messages = 0
    this.#bench.proxy.onRequest = (_, { downstream, upstream }) => {
      if (messages++ !== cutAt) return 'forward'
      downstream.destroy()
      upstream.destroy()
      return 'hold'
    }
    const result = await sink.write(this.#batchId, rows)
    this.#bench.proxy.onRequest = () => 'forward'
    expect(result.isSkipped).toBe(false)
    this.#inserted += result.inserted ?? Number.NaN
    for (const [id, name] of rows) this.#model.set(id, name)
    if (crashes) {
      // the batch is in the table but not in the commit log: the next run writes it again
      const next = await this.#restart()
      expect(await next.write(this.#batchId, rows)).toMatchObject({ isSkipped: true })
    }
    this.#batchId++
  }

  async #wakeZombie(which: number): Promise<void> {
    const zombie = this.#zombies[which % this.#zombies.length]
    if (zombie === undefined) return
    const late = zombie.write(this.#batchId, [[0, 'from the dead']])
    await expect(late).rejects.toMatchObject({ condition: 'SINK_FENCED' })
  }

  async compare(): Promise<void> {
    const found = await database.rows('SELECT id, name FROM t ORDER BY id')
    const expected = [...this.#model].sort(([a], [b]) => a - b).map(([id, name]) => ({ id, name }))
    expect(found).toEqual(expected)
    // a row that had been written twice would have been counted as new once and as changed once
    expect(this.#inserted).toBe(this.#model.size)
    if (this.#batchId > 0) expect(await this.#bench.ledger()).toBe(this.#batchId - 1)
  }
}

test('S01, S02, Z02: the table holds every batch exactly once after any history of faults', () =>
  fc.assert(
    fc.asyncProperty(steps, async (history) => {
      const bench = await faultBench(database)
      try {
        const books = new History(bench)
        await books.play(history)
        await books.compare()
      } finally {
        await bench.close()
      }
    }),
    { numRuns: 40 },
  ))
