import { z } from 'zod'
import { malformedKinds } from './malformed-row.ts'

/**
 * The lines of a manifest, `<data>/.manifest/<seed as eight hex digits>.jsonl`, one JSON object a line:
 *
 *     run        once, first: the seed and the options
 *     file       a file begins; the rows that follow are its rows
 *     row        one row, with the fate that the stream should give it
 *     sealed     the rows above are durable on both sides, the file is about to get its name
 *     published  the file has its name
 *     end        the generator came to its end; without it, it was killed or still runs
 *
 * Rows of a file that was never sealed were never visible. The folder is hidden, so no stream takes it for data.
 */
export const manifestVersion = 1

/** Folder of the manifests, below the data folder. */
export const manifestFolder = '.manifest'

const cell = z.union([z.string(), z.number(), z.null()])

const RunEntry = z.object({
  kind: z.literal('run'),
  version: z.literal(manifestVersion),
  seed: z.int(),
  options: z.record(z.string(), z.unknown()),
})

const FileEntry = z.object({
  kind: z.literal('file'),
  file: z.string(),
  eventType: z.string(),
  columns: z.array(z.string()),
})

/** `line` counts from 1, the header being line 1. A duplicate has no values: they are those of its first row. */
const RowEntry = z.object({
  kind: z.literal('row'),
  line: z.int(),
  fate: z.enum(['first', 'duplicate', 'late', 'malformed']),
  eventId: z.string(),
  values: z.array(cell).optional(),
  damage: z.enum(malformedKinds).optional(),
  text: z.string().optional(),
})

const SealedEntry = z.object({
  kind: z.literal('sealed'),
  file: z.string(),
  rows: z.int(),
  bytes: z.int(),
  sha256: z.string(),
})

const PublishedEntry = z.object({ kind: z.literal('published'), file: z.string() })

const EndEntry = z.object({ kind: z.literal('end'), files: z.int(), rows: z.int() })

export const ManifestEntry = z.discriminatedUnion('kind', [
  RunEntry,
  FileEntry,
  RowEntry,
  SealedEntry,
  PublishedEntry,
  EndEntry,
])

export type ManifestEntry = z.infer<typeof ManifestEntry>
