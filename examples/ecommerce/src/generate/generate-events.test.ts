import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { csvLine } from './csv-line.ts'
import type { GenerateOptions } from './generate-events.ts'
import { type GenerateResult, generateInto } from './generate-into.ts'
import { type ManifestRow, readManifests } from './manifest-reader.ts'

type Options = Partial<Omit<GenerateOptions, 'factory' | 'target' | 'manifest'>>

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'generate-events-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function generate(dataFolder: string, options: Options = {}): Promise<GenerateResult> {
  return generateInto(
    { dataFolder },
    {
      seed: 1,
      runs: 2,
      eventsMin: 25,
      eventsMax: 50,
      shares: { duplicates: 0, late: 0, malformed: 0 },
      lateByMs: 86_400_000,
      startMs: Date.UTC(2026, 10, 23, 12),
      windowMs: 5000,
      signal: new AbortController().signal,
      waitForRun: async () => undefined,
      ...options,
    },
  )
}

/** Every file below a folder with its text, by path. */
async function filesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)
  return new Map(await Promise.all(texts))
}

async function manifestOf(folder: string): Promise<readonly ManifestRow[]> {
  const rows: ManifestRow[] = []
  for await (const row of readManifests(folder)) rows.push(row)
  return rows
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 })
const shares = fc.record({
  duplicates: fc.double({ min: 0, max: 0.4, noNaN: true }),
  late: fc.double({ min: 0, max: 0.4, noNaN: true }),
  malformed: fc.double({ min: 0, max: 0.4, noNaN: true }),
})

test('the same seed gives the same bytes in the same files', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, shares, async (seed, shares) => {
      const once = await inFolder((folder) => generate(folder, { seed, shares }).then(() => filesOf(folder)))
      const again = await inFolder((folder) => generate(folder, { seed, shares }).then(() => filesOf(folder)))
      expect(again).toEqual(once)
    }),
    { numRuns: 6 },
  )
})

test('another seed gives other events and other file names', async () => {
  const one = await inFolder((folder) => generate(folder, { seed: 1 }).then(() => manifestOf(folder)))
  const other = await inFolder((folder) => generate(folder, { seed: 2 }).then(() => manifestOf(folder)))
  const shared = (key: 'eventId' | 'file') => {
    const known = new Set(one.map((row) => row[key]))
    return other.filter((row) => known.has(row[key]))
  }
  expect(shared('eventId')).toEqual([])
  expect(shared('file')).toEqual([])
})

test('a run makes one file of every type with 25 to 50 events, all with ids of their own', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      await inFolder(async (folder) => {
        await generate(folder, { seed, runs: 3 })
        const rows = await manifestOf(folder)
        const sizes = Map.groupBy(rows, (row) => row.file)
        const names = [...sizes.keys()]
        expect(
          names.filter((name) => /^product-view-events\/product_view_events_[0-9a-f]{8}\.csv$/.test(name)),
        ).toHaveLength(3)
        expect(
          names.filter((name) => /^product-purchase-events\/product_purchase_event_[0-9a-f]{8}\.csv$/.test(name)),
        ).toHaveLength(3)
        for (const file of sizes.values()) expect(file.length >= 25 && file.length <= 50).toBe(true)
        expect(new Set(rows.map((row) => row.eventId)).size).toBe(rows.length)
      })
    }),
    { numRuns: 8 },
  )
})

test('the manifest tells of every line of every file, and of nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(seeds, shares, async (seed, shares) => {
      await inFolder(async (folder) => {
        const result = await generate(folder, { seed, shares })
        const rows = await manifestOf(folder)
        const firsts = new Map(rows.filter((row) => row.fate === 'first').map((row) => [row.eventId, row.event]))
        for (const [file, text] of await filesOf(folder)) {
          if (!file.endsWith('.csv')) continue
          const [header = '', ...lines] = text.trimEnd().split('\n')
          const told = rows.filter((row) => row.file === file)
          expect(told.map((row) => row.line)).toEqual(lines.map((_, index) => index + 2))
          const columns = header.split(',')
          for (const row of told) {
            const line = lines[row.line - 2]
            if (row.fate === 'malformed') expect(line).toBe(row.text)
            else {
              const event = (row.fate === 'duplicate' ? firsts.get(row.eventId) : row.event) ?? {}
              expect(line).toBe(csvLine(columns.map((column) => event[column] ?? null)))
            }
          }
        }
        const counted = Object.values(result.byType).flatMap((counts) => Object.entries(counts))
        for (const fate of ['first', 'duplicate', 'late', 'malformed']) {
          const sum = counted.filter(([name]) => name === fate).reduce((total, [, count]) => total + count, 0)
          expect(rows.filter((row) => row.fate === fate)).toHaveLength(sum)
        }
        expect(rows).toHaveLength(result.rows)
      })
    }),
    { numRuns: 10 },
  )
})

test('names with commas, quotes, umlauts and emoji come back from a CSV parser', async () => {
  await inFolder(async (folder) => {
    await generate(folder, { runs: 4 })
    const rows = await manifestOf(folder)
    const names = rows.map((row) => String(row.event?.product_name))
    for (const mark of [',', '"', 'ö', '☕']) expect(names.join().includes(mark), mark).toBe(true)
    const byFile = Map.groupBy(rows, (row) => row.file)
    for (const [file, told] of byFile) {
      const read = parse(await readFile(join(folder, file)), { columns: true }) as Record<string, string>[]
      const expected = told.map(({ event = {} }) =>
        Object.fromEntries(Object.entries(event).map(([column, cell]) => [column, String(cell ?? '')])),
      )
      expect(read).toEqual(expected)
    }
  })
})

test('purchases mostly follow a view of the product in the same session', async () => {
  await inFolder(async (folder) => {
    await generate(folder, { runs: 10 })
    const rows = await manifestOf(folder)
    const trace = ({ event = {} }: ManifestRow) => `${event.session_id} ${event.product_id}`
    const seen = new Set(rows.filter((row) => row.eventType === 'product_view').map(trace))
    const purchases = rows.filter((row) => row.eventType === 'product_purchase')
    expect(purchases.filter((row) => seen.has(trace(row))).length).toBeGreaterThan(purchases.length / 2)
  })
})

test('a folder that has events of the seed refuses them a second time and stays as it was', async () => {
  await inFolder(async (folder) => {
    await generate(folder)
    const before = await filesOf(folder)
    await expect(generate(folder)).rejects.toThrow(/seed 1 was used in this folder before/)
    expect(await filesOf(folder)).toEqual(before)
  })
})

test('asked to stop, the generator ends between two runs with whole files and a whole manifest', async () => {
  await inFolder(async (folder) => {
    const stop = new AbortController()
    const onProgress = ({ runs }: { runs: number }) => (runs === 2 ? stop.abort() : undefined)
    const result = await generate(folder, { runs: 0, signal: stop.signal, onProgress })
    expect(result.runs).toBe(2)
    const files = await filesOf(folder)
    expect([...files.keys()].filter((name) => name.endsWith('.csv'))).toHaveLength(4)
    expect(files.get('.manifest/00000001.jsonl')).toContain('"kind":"end","files":4')
  })
})

test('a large file is given up when asked to stop, and its rows are not expected by anyone', async () => {
  await inFolder(async (folder) => {
    const stop = new AbortController()
    const result = await generate(folder, {
      runs: 1,
      eventsMin: 5000,
      eventsMax: 5000,
      signal: stop.signal,
      waitForRun: async () => void setImmediate(() => stop.abort()),
    })
    expect(result).toMatchObject({ files: 0, rows: 0, runs: 0 })
    expect([...(await filesOf(folder)).keys()]).toEqual(['.manifest/00000001.jsonl'])
    expect(await manifestOf(folder)).toEqual([])
  })
})
