import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { progressFolder } from '../stream/progress-log.ts'
import { type BatchSample, batchSample } from './batch-sample.ts'

/** `last`: what the newest process did. `all`: everything that the data folder knows. */
export type RunChoice = 'last' | 'all'

/** The batches of a run, as its progress log has them. */
export interface RecordedRun {
  /** Names of the files that were read, the oldest first. */
  readonly files: readonly string[]
  /** In the order of writing. */
  readonly batches: readonly BatchSample[]
  /** Whole lines that are no progress: the report says so instead of passing over them in silence. */
  readonly unreadableLines: number
}

/** How long one process may pause between two of its files: `demo` closes one and opens the next. */
const longestPauseMs = 60_000

/** `2026-11-23T17-36-33-545Z-29763.jsonl`: begin and process. */
const fileName = /^(?<date>\d{4}-\d\d-\d\d)T(?<h>\d\d)-(?<m>\d\d)-(?<s>\d\d)-(?<ms>\d{3})Z-(?<pid>\d+)\.jsonl$/

interface LogFile {
  readonly name: string
  readonly startMs: number
  readonly pid: string
}

/** Reads the progress log of a data folder; without one there are no files and no batches. */
export async function readRun(dataFolder: string, choice: RunChoice): Promise<RecordedRun> {
  const folder = join(dataFolder, progressFolder)
  const files = await logFiles(folder)
  const chosen: (Omit<RecordedRun, 'files'> & { readonly file: LogFile })[] = []
  for (const file of files.toReversed()) {
    const later = chosen[0]?.file
    if (choice === 'last' && later !== undefined && file.pid !== later.pid) break
    const read = await readLog(join(folder, file.name))
    if (choice === 'last' && later !== undefined && later.startMs - endOf(file, read.batches) > longestPauseMs) break
    chosen.unshift({ ...read, file })
  }
  return {
    files: chosen.map(({ file }) => file.name),
    batches: chosen.flatMap(({ batches }) => batches),
    unreadableLines: chosen.reduce((sum, { unreadableLines }) => sum + unreadableLines, 0),
  }
}

async function logFiles(folder: string): Promise<LogFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  return names.sort().flatMap((name) => {
    const { date, h, m, s, ms, pid } = fileName.exec(name)?.groups ?? {}
    if (pid === undefined) return []
    return [{ name, pid, startMs: Date.parse(`${date}T${h}:${m}:${s}.${ms}Z`) }]
  })
}

function endOf(file: LogFile, batches: readonly BatchSample[]): number {
  const last = batches.at(-1)
  return last === undefined ? file.startMs : last.startMs + last.durationMs
}

/** A last line that a crash cut short is left out: its batch is not known to have ended. */
async function readLog(path: string): Promise<Omit<RecordedRun, 'files'>> {
  await using handle = await open(path, 'r')
  const batches: BatchSample[] = []
  let [unreadableLines, rest] = [0, '']
  for await (const chunk of handle.createReadStream({ encoding: 'utf8', autoClose: false })) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const sample = batchSample(line)
      if (sample === undefined) unreadableLines++
      else batches.push(sample)
    }
  }
  return { batches, unreadableLines }
}
