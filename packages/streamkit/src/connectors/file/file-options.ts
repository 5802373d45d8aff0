import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { parseTimestamp } from '../../expressions/datetime/parse-timestamp.ts'
import { timeZone } from '../../expressions/datetime/time-zone.ts'
import { absolutePath } from './absolute-path.ts'
import { codecOfName } from './compression-codecs.ts'

/** Which files below the paths are read: for streams and batch reads alike. */
export interface ListingOptions {
  /** Only files whose name fits this pattern. */
  readonly pathGlobFilter: string | null
  /** Go into all folders. Default false. */
  readonly recursiveFileLookup: boolean
  /** Absolute; where the folders begin that name partition columns. Null: where reading begins. */
  readonly basePath: string | null
  /** Partition columns are found with their types; false: they are STRING. Only for reads without a schema. Default true. */
  readonly partitionColumnTypeInference: boolean
  /** Leave files alone that are younger than this, milliseconds of the clock: for producers that write in place. Default 0. */
  readonly minFileAgeMs: number
}

/** What to do about files that are not as they were listed. */
export interface FaultOptions {
  /** A file that is gone counts as a loss and is passed over. Default false: it is an error. */
  readonly ignoreMissingFiles: boolean
  /** A file that was changed after it was planned is read as it is now and counted. Default false: it is an error. */
  readonly ignoreChangedFiles: boolean
  /** Of a file that cannot be decompressed or read to its end, the rows up to there are taken and the loss is told. Default false: it is an error. */
  readonly ignoreCorruptFiles: boolean
  /** The folder for malformed records; null: the mode of the format decides. */
  readonly badRecordsPath: string | null
}

export type CleanSource =
  | { readonly kind: 'off' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'archive'; readonly directory: string }

/** How much a batch takes, as the options say. */
export type FileLimit =
  | { readonly kind: 'none' }
  | { readonly kind: 'files'; readonly maxFiles: number }
  | { readonly kind: 'bytes'; readonly maxBytes: number }

/** The options of a file stream, checked; Spark's names and defaults. */
export interface FileStreamOptions extends ListingOptions, FaultOptions {
  readonly limit: FileLimit
  readonly latestFirst: boolean
  /** Infinity if it does not count. */
  readonly maxFileAgeMs: number
  readonly fileNameOnly: boolean
  /** How many listed files that did not fit are kept for the next batches. Default 10,000. */
  readonly maxCachedFiles: number
  /** List again when fewer than this share of a batch is left. Default 0.2. */
  readonly discardCachedInputRatio: number
  readonly cleanSource: CleanSource
}

const dayMs = 24 * 60 * 60 * 1000

/** The options of a batch read, checked. */
export interface FileScanOptions extends ListingOptions, FaultOptions {
  /** Only files that were modified later, milliseconds since 1970. */
  readonly modifiedAfterMs: number
  /** Only files that were modified before. */
  readonly modifiedBeforeMs: number
}

/** Reads the options of a stream. */
export function fileStreamOptions(options: OptionReader): FileStreamOptions {
  for (const name of ['modifiedBefore', 'modifiedAfter']) {
    if (options.has(name)) throw refused(name, options.string(name, ''), 'nothing: it is for batch reads only')
  }
  // the choice was made when the stream was loaded
  options.boolean('schemaInference', false)
  const limit = limitOf(options)
  const latestFirst = options.boolean('latestFirst', false)
  const maxFileAgeMs = options.durationMs('maxFileAge', 7 * dayMs)
  return {
    ...listingOptions(options),
    ...faultOptions(options),
    minFileAgeMs: options.durationMs('minFileAge', 0),
    limit,
    latestFirst,
    // the newest first and not all at once: the rest may wait for longer than any age
    maxFileAgeMs: latestFirst && limit.kind !== 'none' ? Number.POSITIVE_INFINITY : maxFileAgeMs,
    fileNameOnly: options.boolean('fileNameOnly', false),
    maxCachedFiles: options.integer('maxCachedFiles', { min: 0 }) ?? 10_000,
    discardCachedInputRatio: ratioOf(options),
    cleanSource: cleanSourceOf(options),
  }
}

/** Reads the options of a batch read; `zone` is that of times without one. */
export function fileScanOptions(options: OptionReader, zone: string): FileScanOptions {
  return {
    ...listingOptions(options),
    ...faultOptions(options),
    modifiedAfterMs: timeOf(options, 'modifiedAfter', zone) ?? Number.NEGATIVE_INFINITY,
    modifiedBeforeMs: timeOf(options, 'modifiedBefore', zone) ?? Number.POSITIVE_INFINITY,
  }
}

function timeOf(options: OptionReader, name: string, zone: string): number | null {
  const text = options.string(name)
  if (text === undefined) return null
  const micros = parseTimestamp(text, timeZone(zone))
  if (micros === null) throw refused(name, text, 'a time such as 2026-01-31T12:00:00')
  return micros / 1000
}

/** `compression` says nothing about reading, which goes by the names of files; but a name that is no codec is a mistake. */
function checkCompression(options: OptionReader): void {
  const name = options.string('compression') ?? options.string('codec')
  if (name !== undefined) codecOfName(name)
}

function listingOptions(options: OptionReader): ListingOptions {
  checkCompression(options)
  const basePath = options.string('basePath')
  return {
    pathGlobFilter: options.string('pathGlobFilter') ?? null,
    recursiveFileLookup: options.boolean('recursiveFileLookup', false),
    basePath: basePath === undefined ? null : absolutePath(basePath),
    partitionColumnTypeInference: options.boolean('partitionColumnTypeInference', true),
    minFileAgeMs: 0,
  }
}

function faultOptions(options: OptionReader): FaultOptions {
  const badRecordsPath = options.string('badRecordsPath')
  return {
    badRecordsPath: badRecordsPath === undefined ? null : absolutePath(badRecordsPath),
    ignoreMissingFiles: options.boolean('ignoreMissingFiles', false),
    ignoreChangedFiles: options.boolean('ignoreChangedFiles', false),
    ignoreCorruptFiles: options.boolean('ignoreCorruptFiles', false),
  }
}

function limitOf(options: OptionReader): FileLimit {
  const maxFiles = options.integer('maxFilesPerTrigger', { min: 1 })
  const maxBytes = options.integer('maxBytesPerTrigger', { min: 1 })
  if (maxFiles !== undefined && maxBytes !== undefined) {
    throw refused('maxBytesPerTrigger', String(maxBytes), 'nothing, because maxFilesPerTrigger is set too')
  }
  if (maxFiles !== undefined) return { kind: 'files', maxFiles }
  return maxBytes === undefined ? { kind: 'none' } : { kind: 'bytes', maxBytes }
}

function ratioOf(options: OptionReader): number {
  const text = options.string('discardCachedInputRatio', '0.2')
  const ratio = Number(text)
  if (text.trim() !== '' && ratio >= 0 && ratio <= 1) return ratio
  throw refused('discardCachedInputRatio', text, 'a number from 0 to 1')
}

function cleanSourceOf(options: OptionReader): CleanSource {
  const kind = options.string('cleanSource', 'off').toLowerCase()
  const directory = options.string('sourceArchiveDir')
  switch (kind) {
    case 'off':
    case 'delete':
      return { kind }
    case 'archive':
      if (directory === undefined) throw refused('sourceArchiveDir', 'nothing', 'the folder to which files are moved')
      return { kind, directory: absolutePath(directory) }
    default:
      throw refused('cleanSource', kind, 'archive, delete or off')
  }
}

function refused(option: string, value: string, expected: string): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_OPTION_VALUE', { format: 'the file source', option, value, expected })
}
