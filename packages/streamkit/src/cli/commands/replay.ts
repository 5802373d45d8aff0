import { orNull } from '../../durable/checkpoint-files.ts'
import { moment } from '../batches.ts'
import type { CheckpointReader, LoggedBatch } from '../checkpoint-reader.ts'
import type { Command, Section } from '../command.ts'
import { filesOfBatch } from '../source-files.ts'

interface ReplaySource {
  readonly source: number
  readonly start: unknown
  readonly end: unknown
  /** Of a source of files: what would be read, and whether it is still there. */
  readonly files?: readonly { readonly path: string; readonly bytes: number | null; readonly changed: boolean }[]
}

/** The batch that was asked for; else the one that was planned and not committed; else the last. */
async function replayed(checkpoint: CheckpointReader, asked: number | null): Promise<LoggedBatch | null> {
  const id = asked ?? (await checkpoint.batchIds()).at(-1)
  return id === undefined ? null : checkpoint.batch(id)
}

async function sourcesOf(checkpoint: CheckpointReader, batch: LoggedBatch): Promise<readonly ReplaySource[]> {
  const starts = await checkpoint.startOf(batch.batchId)
  const parsed = (text: string | null | undefined): unknown => (text == null ? null : JSON.parse(text))
  const sources: ReplaySource[] = []
  for (const [source, end] of (batch.plan?.offsets ?? []).entries()) {
    const range = { source, start: parsed(starts[source]), end: parsed(end) }
    const listed = await filesOfBatch(checkpoint, range)
    if (listed === null) sources.push(range)
    else {
      const files = []
      for (const { path, timestamp } of listed) {
        const stat = await orNull(checkpoint.fileSystem.stat(path))
        files.push({ path, bytes: stat?.size ?? null, changed: stat !== null && stat.mtimeMs !== timestamp })
      }
      sources.push({ ...range, files })
    }
  }
  return sources
}

/** What a batch reads when it runs again: whether it still can. */
export const replay: Command = {
  summary: 'what a batch reads when it runs again, and whether that is still there',
  async run(checkpoint, { batch: asked }) {
    const batch = await replayed(checkpoint, asked)
    if (batch === null) return { json: null, sections: [{ title: 'Nothing to replay', columns: ['batch'], rows: [] }] }
    const sources = await sourcesOf(checkpoint, batch)
    const missing = sources.flatMap(({ files = [] }) => files.filter(({ bytes }) => bytes === null))
    const willRun = batch.committedAt === null
    const json = {
      batchId: batch.batchId,
      runsAtNextStart: willRun,
      clock: moment(batch.plan?.batchTimestampMs),
      conf: batch.plan?.conf ?? {},
      sources,
      missingFiles: missing.length,
    }
    const files: Section[] = sources.flatMap(({ source, files: some }) =>
      some === undefined
        ? []
        : [
            {
              title: `Files of source ${source}`,
              columns: ['file', 'bytes', 'state'],
              rows: some.map(({ path, bytes, changed }) => [
                path,
                bytes === null ? '-' : String(bytes),
                bytes === null ? 'missing' : changed ? 'changed since' : 'as planned',
              ]),
            },
          ],
    )
    const note = willRun
      ? 'It was planned and not committed: it runs again, with exactly this, at the next start.'
      : 'It is committed: it does not run again unless its commit is removed.'
    return {
      json,
      sections: [
        {
          title: `Batch ${batch.batchId}`,
          columns: ['source', 'from', 'to'],
          rows: sources.map(({ source, start, end }) => [String(source), JSON.stringify(start), JSON.stringify(end)]),
          note: missing.length > 0 ? `${note} ${missing.length} of its files are missing: it would fail.` : note,
        },
        ...files,
      ],
    }
  },
}
