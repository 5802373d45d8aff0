import { join } from 'node:path'
import {
  choiceOption,
  durationOption,
  type OptionTable,
  optional,
  type SettingsOf,
  textOption,
  wholeOption,
} from '../config/option.ts'
import type { EventSource } from '../stream/event-source.ts'
import { brokersOption } from './brokers-option.ts'

/** The options that `stream` and `demo` have in common. */
export const pipelineOptions = {
  data: textOption({ help: 'Data folder: events, dead letters, progress.', default: 'data', placeholder: '<folder>' }),
  from: choiceOption(['csv', 'kafka'], { help: 'Where the events are read.', default: 'csv' }),
  brokers: brokersOption,
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
  maxMessages: wholeOption(
    { min: 1, max: 100_000_000 },
    { help: 'Most messages of Kafka in a batch.', default: '100000' },
  ),
  watermark: textOption({ help: 'How late an event may be.', default: '10 minutes', placeholder: '<duration>' }),
  metricsPort: wholeOption(
    { min: 0, max: 65_535 },
    { help: 'Port of /metrics on 127.0.0.1; 0 = any.', default: '9464', env: 'METRICS_PORT' },
  ),
} satisfies OptionTable

export type PipelineSettings = SettingsOf<typeof pipelineOptions>

/** Where the events are read: the brokers as given, or those of a broker that was started for it. */
export function eventSource(settings: PipelineSettings, startedBrokers?: string): EventSource {
  if (settings.from === 'csv') return { kind: 'csv', maxFilesPerTrigger: settings.maxFiles }
  const brokers = startedBrokers ?? settings.brokers ?? ''
  return { kind: 'kafka', brokers, maxOffsetsPerTrigger: settings.maxMessages }
}

/** Folders and limits of the pipelines, as the settings have them. */
export function pipelineFolders(settings: PipelineSettings) {
  const checkpoints = settings.checkpoints ?? join(settings.data, '.checkpoints')
  return {
    dataFolder: settings.data,
    badRecordsFolder: join(settings.data, '.bad-records'),
    // Offsets of Kafka mean nothing to files, and the other way round.
    checkpointFolder: settings.from === 'csv' ? checkpoints : join(checkpoints, settings.from),
    watermark: settings.watermark,
  }
}
