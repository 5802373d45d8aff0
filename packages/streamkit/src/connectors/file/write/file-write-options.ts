import type { FileFormat } from '../../../contracts/file-format.ts'
import type { SinkContext } from '../../../contracts/sink.ts'
import { CheckpointFiles } from '../../../durable/checkpoint-files.ts'
import { AnalysisException, IllegalArgumentException } from '../../../errors/streamkit-error.ts'
import { absolutePath } from '../absolute-path.ts'
import { compressionOf } from './compression.ts'
import type { DataFilesPlan } from './data-files.ts'
import { fileLayout } from './partition-columns.ts'

/** How many files of a batch are open at a time: far below what a process may have. */
const defaultMaxOpenFiles = 100

/** The folder to write to: `path` of the call or of the options, not both. */
export function targetFolder({ path, options }: SinkContext): string {
  const option = options.string('path')
  if (path !== null && option !== undefined)
    throw new IllegalArgumentException('PATH_OPTION_CONFLICT', { path, option })
  const folder = path ?? option
  if (folder === undefined || folder === '') throw new IllegalArgumentException('SINK_PATH_REQUIRED', {})
  return absolutePath(folder)
}

/** What the files of a frame are like: checks columns and options, makes nothing yet. */
export function dataFilesPlan(context: SinkContext, format: FileFormat): DataFilesPlan {
  const { options, schema, timeZone, fileSystem, entropy, logger } = context
  const layout = fileLayout(schema, context.partitionBy)
  if (format.writer === undefined) {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: `Writing files of the format ${format.name}`,
      hint: 'Choose another format.',
    })
  }
  const writer = format.writer({ options, schema: layout.dataSchema, timeZone, fileSystem, logger })
  const compression = writer.compressesItself ? null : compressionOf(options)
  return {
    layout,
    writer,
    compressionExtension: compression?.extension ?? '',
    compressor: () => compression?.open() ?? null,
    maxRecordsPerFile: options.integer('maxRecordsPerFile', { min: 0 }) ?? 0,
    maxOpenFiles: options.integer('maxOpenFiles', { min: 1 }) ?? defaultMaxOpenFiles,
    timeZone,
    fileSystem,
    folders: new CheckpointFiles(fileSystem, entropy),
  }
}
