import { join } from 'node:path'
import {
  durationOption,
  type OptionTable,
  optional,
  type SettingsOf,
  textOption,
  wholeOption,
} from '../config/option.ts'

/** The options that `stream` and `demo` have in common. */
export const pipelineOptions = {
  data: textOption({ help: 'Data folder: events, dead letters, progress.', default: 'data', placeholder: '<folder>' }),
  database: optional(
    textOption({
      help: 'Connection string of a PostgreSQL server; without it an embedded one is started.',
      env: 'DATABASE_URL',
      placeholder: '<url>',
    }),
  ),
  checkpoints: optional(
    textOption({
      help: 'Folder of the checkpoints. Default: .checkpoints in the data folder.',
      placeholder: '<folder>',
    }),
  ),
  interval: durationOption({ minMs: 0 }, { help: 'Time between the starts of two batches.', default: '1 second' }),
  maxFiles: wholeOption({ min: 1, max: 1_000_000 }, { help: 'Most files in a batch.', default: '20' }),
  watermark: textOption({ help: 'How late an event may be.', default: '10 minutes', placeholder: '<duration>' }),
  metricsPort: wholeOption(
    { min: 0, max: 65_535 },
    { help: 'Port of /metrics on 127.0.0.1; 0 = any.', default: '9464', env: 'METRICS_PORT' },
  ),
} satisfies OptionTable

export type PipelineSettings = SettingsOf<typeof pipelineOptions>

/** Folders and limits of the pipelines, as the settings have them. */
export function pipelineFolders(settings: PipelineSettings) {
  return {
    dataFolder: settings.data,
    badRecordsFolder: join(settings.data, '.bad-records'),
    checkpointFolder: settings.checkpoints ?? join(settings.data, '.checkpoints'),
    maxFilesPerTrigger: settings.maxFiles,
    watermark: settings.watermark,
  }
}
