import { describe, expect, test } from 'vitest'
import { decodeStrings } from '../../src/columnar/vector-access.ts'
import { fileSource } from '../../src/connectors/file/file-source.ts'
import type { Offset } from '../../src/contracts/offset.ts'
import type { Source } from '../../src/contracts/source.ts'
import { Options } from '../../src/session/option-reader.ts'
import { linesFormat, linesSchema } from '../files/lines-format.ts'
import { Random } from './random.ts'
import { simulatedFileSystem } from './simulated-file-system.ts'
import { type CrashKind, SimulatedMachine, type SimulatedProcess } from './simulated-machine.ts'

// The file source on a disk that keeps only what was synced: processes and the machine end at random moments.

const nothing = () => {}

/** What survives every crash in a real query: planned offsets, and rows that a sink has taken. */
class World {
  readonly machine: SimulatedMachine
  readonly random: Random
  readonly planned: (Offset | null)[] = [null]
  committed = 0
  readonly rows: string[] = []
  readonly files = new Map<string, string>()
  /** Rows of the planned batch, once they were read: they must be the same again. */
  #rowsOfPlanned: readonly string[] | null = null

  constructor(seed: number) {
    this.machine = new SimulatedMachine(seed)
    this.random = new Random(seed ^ 0x9e3779b9)
    this.machine.disk.place('/in/.keep', '')
  }

  arrive(count: number): void {
    for (let i = 0; i < count; i++) {
      const name = `f${this.files.size}`
      this.files.set(name, `${name}-1\n${name}-2\n${name}-3\n`)
      this.machine.disk.place(`/in/${name}`, this.files.get(name) as string)
    }
  }

  /** A process that runs batches until there is nothing to do, or until it ends. */
  async live(
    options: Readonly<Record<string, unknown>>,
    crash: { at: number; kind: CrashKind } | null,
  ): Promise<boolean> {
    const process = this.machine.start({
      crash: (operation) => (crash !== null && operation.changes && operation.change === crash.at ? crash.kind : null),
    })
    const life = this.#run(process, options).then(() => true)
    const death = process.died.then(() => false)
    return this.machine.scheduler.runUntil(Promise.race([life, death]))
  }

  async #run(process: SimulatedProcess, options: Readonly<Record<string, unknown>>): Promise<void> {
    const source = fileSource(
      {
        options: new Options('lines', options),
        userSchema: linesSchema,
        schema: linesSchema,
        paths: ['/in'],
        metadataPath: '/checkpoint/sources/0',
        timeZone: 'UTC',
        fileSystem: simulatedFileSystem(process),
        clock: process.clock,
        entropy: process.entropy,
        logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
      },
      linesFormat,
    )
    await source.initialize(this.planned.at(-1) ?? null)
    while (await this.#trigger(process, source));
    const last = this.planned[this.committed]
    if (last !== null && last !== undefined) await source.commit(last)
    await source.stop()
  }

  async #trigger(process: SimulatedProcess, source: Source): Promise<boolean> {
    if (this.planned.length - 1 === this.committed) {
      const last = this.planned.at(-1) ?? null
      const end = await source.latestOffset(last, { kind: 'options' })
      if (end === null || end === last) return false
      this.planned.push(end)
      this.#rowsOfPlanned = null
      if (last !== null) await source.commit(last)
    }
    const [start, end] = this.planned.slice(-2) as [Offset | null, Offset]
    const rows = await this.#read(source, { start, end })
    if (this.#rowsOfPlanned !== null) expect(rows).toEqual(this.#rowsOfPlanned)
    this.#rowsOfPlanned = rows
    // the moment between the sink's last row and its commit
    await process.perform({ kind: 'commit', path: 'sink', changes: true }, nothing)
    this.rows.push(...rows)
    this.committed = this.planned.length - 1
    return true
  }

  async #read(source: Source, range: { start: Offset | null; end: Offset }): Promise<readonly string[]> {
    const rows: string[] = []
    const request = { columns: [0], batchId: 0, signal: new AbortController().signal, report: nothing }
    for await (const chunk of source.read(range, request)) {
      const [column] = chunk.columns
      if (column?.kind === 'string') rows.push(...(decodeStrings(column, chunk.length) as readonly string[]))
    }
    return rows
  }

  /** Every row once, in the order of its file; and every file is somewhere. */
  check(options: { readonly cleanSource?: string }, seed: number): void {
    const expected = [...this.files.values()].flatMap((text) => text.split('\n').slice(0, -1))
    expect([...this.rows].sort(), `seed ${seed}`).toEqual(expected.sort())
    const paths = this.machine.disk.paths()
    for (const name of this.files.keys()) {
      const isThere = [`/in/${name}`, `/archive/in/${name}`].filter((path) => paths.includes(path))
      expect(isThere, `seed ${seed}: ${name}`).toEqual(
        options.cleanSource === 'archive'
          ? [`/archive/in/${name}`]
          : options.cleanSource === 'delete'
            ? []
            : [`/in/${name}`],
      )
    }
  }
}

const modes = [{}, { cleanSource: 'delete' }, { cleanSource: 'archive', sourceArchiveDir: '/archive' }]

describe.each(modes)('with the options %o', (mode) => {
  test('every row is read once, through processes that are killed and power that goes', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const world = new World(seed)
      const { random } = world
      const options = { ...mode, maxFilesPerTrigger: 1 + random.below(3) }
      for (let process = 0; process < 4; process++) {
        world.arrive(random.below(6))
        await world.live(options, { at: random.below(60), kind: random.chance(0.5) ? 'kill' : 'power' })
      }
      world.arrive(2)
      expect(await world.live(options, null)).toBe(true)
      world.check(mode, seed)
    }
  })
})

test('the first batches survive a crash at each of their steps', async () => {
  const options = { maxFilesPerTrigger: 1, cleanSource: 'archive', sourceArchiveDir: '/archive' }
  for (const kind of ['kill', 'power'] as const) {
    for (let at = 0, isOver = false; !isOver; at++) {
      const world = new World(at)
      world.arrive(3)
      isOver = await world.live(options, { at, kind })
      await world.live(options, null)
      world.check(options, at)
    }
  }
})
