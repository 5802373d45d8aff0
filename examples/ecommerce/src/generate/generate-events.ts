import { createRandom, type Random } from '../world/random.ts'
import { ShopWorld } from '../world/shop-world.ts'
import type { EventFactory } from './event-factory.ts'
import type { EventTarget } from './event-target.ts'
import { type Fate, fates, type GeneratedRow } from './generated-row.ts'
import type { ManifestWriter } from './manifest-writer.ts'
import { RowGenerator, type Shares } from './row-generator.ts'

/** Rows are handed on in pieces of this size, so that a file of any size needs little memory. */
const chunkRows = 1000

export interface GenerateOptions {
  readonly factory: EventFactory
  readonly target: EventTarget
  readonly manifest: ManifestWriter
  readonly seed: number
  /** How many runs; each makes one file of every event type. 0 = until stopped. */
  readonly runs: number
  /** Event time of the first run, milliseconds since the epoch: the same start and seed give the same bytes. */
  readonly startMs: number
  /** Length of event time in one run, milliseconds. */
  readonly windowMs: number
  /** New events of each type in a run: drawn evenly between both, inclusive. */
  readonly eventsMin: number
  readonly eventsMax: number
  readonly shares: Shares
  readonly lateByMs: number
  /** Stops before the next run; a large file that is being written is given up and leaves nothing behind. */
  readonly signal: AbortSignal
  /** Waits until the run of this number is due; returns early when the signal says stop. */
  readonly waitForRun: (run: number) => Promise<void>
  readonly onProgress?: (summary: GenerateSummary) => void
}

export type Counts = Record<Fate, number>

/** What was generated so far. */
export interface GenerateSummary {
  readonly seed: number
  runs: number
  files: number
  rows: number
  bytes: number
  /** Rows by event type and fate. */
  readonly byType: Record<string, Counts>
}

interface Source {
  readonly type: string
  readonly rows: RowGenerator
  readonly random: Random
  /** Names given so far: eight digits are few enough to come twice in a very long run. */
  readonly names: Set<string>
}

/**
 * Generates run after run: one file of every event type each.
 *
 * A file's rows are durable in the manifest before the file gets its name.
 *
 * @throws TargetError when a file is there already
 */
export async function generateEvents(options: GenerateOptions): Promise<GenerateSummary> {
  const { factory, seed, signal } = options
  const world = ShopWorld.ofSeed(seed)
  const sources = factory.generators.map((generator): Source => {
    const random = createRandom(seed, generator.eventType)
    const { shares, lateByMs } = options
    const rows = new RowGenerator({ generator, world, random, shares, lateByMs })
    return { type: generator.eventType, random, rows, names: new Set() }
  })
  const byType = Object.fromEntries(sources.map(({ type }) => [type, noRows()]))
  const summary: GenerateSummary = { seed, runs: 0, files: 0, rows: 0, bytes: 0, byType }
  for (let run = 0; (options.runs === 0 || run < options.runs) && !signal.aborted; run++) {
    await options.waitForRun(run)
    if (signal.aborted) break
    for (const source of sources) await generateFile(options, { source, run, summary })
    if (!signal.aborted) summary.runs++
    options.onProgress?.(summary)
  }
  return summary
}

function noRows(): Counts {
  return { first: 0, duplicate: 0, late: 0, malformed: 0 }
}

async function generateFile(
  options: GenerateOptions,
  job: { source: Source; run: number; summary: GenerateSummary },
): Promise<void> {
  const { target, manifest, signal } = options
  const { source, run, summary } = job
  const generator = options.factory.generator(source.type)
  const events = source.random.number.int({ min: options.eventsMin, max: options.eventsMax })
  const fromMs = options.startMs + run * options.windowMs
  const batch = await target.open(generator, newName(source))
  const counts = noRows()
  try {
    manifest.beginFile(batch.location, generator)
    for (const rows of inChunks(source.rows.file(events, { fromMs, toMs: fromMs + options.windowMs }))) {
      await batch.write(rows)
      await manifest.rows(rows)
      for (const row of rows) counts[row.fate]++
      if (signal.aborted && rows.length === chunkRows) return await batch.discard()
    }
    const sealed = await batch.seal()
    await manifest.sealed(batch.location, sealed)
    await batch.publish()
    await manifest.published(batch.location)
    summary.files++
    summary.rows += sealed.rows
    summary.bytes += sealed.bytes
    const totals = summary.byType[source.type]
    if (totals) for (const fate of fates) totals[fate] += counts[fate]
  } catch (error) {
    await batch.discard()
    throw error
  }
}

function newName({ random, names }: Source): string {
  let name = random.string.uuid().slice(0, 8)
  while (names.has(name)) name = random.string.uuid().slice(0, 8)
  names.add(name)
  return name
}

function* inChunks(rows: Iterable<GeneratedRow>): Generator<GeneratedRow[], void, undefined> {
  let chunk: GeneratedRow[] = []
  for (const row of rows) {
    if (chunk.push(row) < chunkRows) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
