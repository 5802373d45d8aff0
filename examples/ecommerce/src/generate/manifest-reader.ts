import { access, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { CsvValue } from '../events/event-generator.ts'
import type { Fate } from './generated-row.ts'
import type { MalformedKind } from './malformed-row.ts'
import { ManifestEntry, manifestFolder } from './manifest-entry.ts'
import { temporaryPath } from './temporary-path.ts'

/** One generated row, as the manifest has it. */
export interface ManifestRow {
  /** Location of the file, relative to the data folder. */
  readonly file: string
  /** Line in the file; the header is line 1. */
  readonly line: number
  readonly eventType: string
  readonly fate: Fate
  readonly eventId: string
  /** The event by column; only of `first` and `late` rows. */
  readonly event: Readonly<Record<string, CsvValue>> | undefined
  readonly damage: MalformedKind | undefined
  /** The line as written; only of malformed rows. */
  readonly text: string | undefined
  /**
   * Whether readers could see the file. `unknown` happens only when the generator died at the very rename and the
   * file is there under neither name (lost, or read and cleaned away): such rows may or may not have arrived.
   */
  readonly visible: 'yes' | 'unknown'
}

/** The manifests of a data folder, in the order of their names; none if nothing was generated there. */
export async function listManifests(dataFolder: string): Promise<readonly string[]> {
  const folder = join(dataFolder, manifestFolder)
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => join(folder, name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * Reads all rows of all manifests below a data folder, in the order of writing, in flat memory.
 *
 * Rows of files that never became visible are left out. A last line that a crash cut short is ignored; any other
 * line that is not understood is an error.
 *
 * @example
 * for await (const row of readManifests('data')) if (row.fate === 'first') expected.set(row.eventId, row.event)
 */
export async function* readManifests(dataFolder: string): AsyncGenerator<ManifestRow, void, undefined> {
  for (const path of await listManifests(dataFolder)) yield* readManifest(dataFolder, path)
}

async function* readManifest(dataFolder: string, path: string): AsyncGenerator<ManifestRow, void, undefined> {
  const visible = await visibleFiles(dataFolder, path)
  let file: Extract<ManifestEntry, { kind: 'file' }> | undefined
  for await (const entry of readEntries(path, () => true)) {
    if (entry.kind === 'file') file = entry
    if (entry.kind !== 'row' || file === undefined) continue
    const seen = visible.get(file.file)
    if (seen === undefined) continue
    const { values } = entry
    yield {
      file: file.file,
      line: entry.line,
      eventType: file.eventType,
      fate: entry.fate,
      eventId: entry.eventId,
      event: values && Object.fromEntries(file.columns.map((column, index) => [column, values[index] ?? null])),
      damage: entry.damage,
      text: entry.text,
      visible: seen,
    }
  }
}

async function visibleFiles(dataFolder: string, path: string): Promise<ReadonlyMap<string, 'yes' | 'unknown'>> {
  const files = new Map<string, 'yes' | 'unknown'>()
  for await (const entry of readEntries(path, (line) => !line.startsWith('{"kind":"row"'))) {
    if (entry.kind === 'sealed') files.set(entry.file, 'unknown')
    if (entry.kind === 'published') files.set(entry.file, 'yes')
  }
  for (const [file, seen] of files) {
    if (seen === 'yes') continue
    const path = join(dataFolder, file)
    if (await isThere(path)) files.set(file, 'yes')
    else if (await isThere(temporaryPath(path))) files.delete(file)
  }
  return files
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function* readEntries(
  path: string,
  wanted: (line: string) => boolean,
): AsyncGenerator<ManifestEntry, void, undefined> {
  let number = 0
  for await (const line of wholeLines(path)) {
    number++
    if (wanted(line)) yield parseEntry(line, `${path}:${number}`)
  }
}

function parseEntry(line: string, where: string): ManifestEntry {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new Error(`The manifest is damaged at ${where}: not a line of JSON.`, { cause })
  }
  const entry = ManifestEntry.safeParse(value)
  if (entry.success) return entry.data
  throw new Error(`The manifest is damaged at ${where}, or was written by another version of the generator.`)
}

/** The lines that end with a line end: what follows the last one was cut off by a crash. */
async function* wholeLines(path: string): AsyncGenerator<string, void, undefined> {
  await using handle = await open(path, 'r')
  let rest = ''
  for await (const chunk of handle.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}
