import { type FileEntry, parseEntryLine } from '../connectors/file/file-entry.ts'
import { corruptedFile } from '../execution/checkpoint/metadata-log.ts'
import type { CheckpointReader } from './checkpoint-reader.ts'

interface SourceRange {
  readonly source: number
  readonly start: unknown
  readonly end: unknown
}

/** The files between two offsets of a source of files, in the order in which they are read; null for a source of another kind. */
export async function filesOfBatch(
  checkpoint: CheckpointReader,
  { source, start, end }: SourceRange,
): Promise<readonly FileEntry[] | null> {
  const last = logOffset(end)
  if (last === null) return null
  const first = (logOffset(start) ?? -1) + 1
  const folder = `${checkpoint.path}/sources/${source}`
  const names = await checkpoint.files.list(folder)
  const entries: FileEntry[] = []
  for (let id = first; id <= last; id++) {
    const name = fileWith(names, id)
    if (name === null) continue
    for await (const entry of entriesIn(checkpoint, folder, name)) if (entry.batchId === id) entries.push(entry)
  }
  return entries
}

function logOffset(offset: unknown): number | null {
  const value = typeof offset === 'object' && offset !== null ? (offset as { logOffset?: unknown }).logOffset : null
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}

/** Its own file, or the first compacted one after it. */
function fileWith(names: readonly string[], batchId: number): string | null {
  if (names.includes(String(batchId))) return String(batchId)
  const compacted = names
    .filter((name) => /^\d+\.compact$/.test(name) && Number.parseInt(name, 10) >= batchId)
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  return compacted[0] ?? null
}

async function* entriesIn(
  checkpoint: CheckpointReader,
  folder: string,
  name: string,
): AsyncGenerator<FileEntry, void, undefined> {
  const decoder = new TextDecoder()
  let rest = ''
  let isVersion = true
  const entryOf = (line: string): FileEntry => {
    const entry = parseEntryLine(line)
    if (typeof entry === 'string') throw corruptedFile(`${folder}/${name}`)(entry)
    return entry
  }
  for await (const piece of checkpoint.files.readPieces(folder, name)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() as string
    for (const line of lines) {
      if (isVersion) isVersion = false
      else yield entryOf(line)
    }
  }
  if (!isVersion && rest !== '') yield entryOf(rest)
}
