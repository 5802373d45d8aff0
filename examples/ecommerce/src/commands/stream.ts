import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type OptionTable, switchOption } from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import { eventTypes } from '../events/event-types.ts'
import { type Command, defineCommand } from './command.ts'
import { eventSource, pipelineFolders, pipelineOptions } from './pipeline-settings.ts'

const options = {
  ...pipelineOptions,
  once: switchOption({ help: 'Process what is there now, then end.' }),
} satisfies OptionTable

/** `stream`: reads the event files as they come and keeps the tables up to date. */
export const stream: Command = defineCommand({
  name: 'stream',
  summary: 'Stream the CSV files or topics into PostgreSQL, each event exactly once.',
  options,
  examples: [
    { says: 'until Ctrl-C', words: 'stream --data data' },
    { says: 'what is there, then end', words: 'stream --once --data data' },
    { says: 'the topics of a Kafka broker', words: 'stream --from kafka --brokers localhost:9092' },
  ],
  check({ from, brokers }) {
    return from === 'kafka' && brokers === undefined ? ['--brokers: is needed with --from kafka'] : []
  },
  async run({ settings, console, signal }) {
    const { createTopics, openDatabase, reportStreamFailure, runPipelines, summaryText } = await import(
      '../stream/stream-parts.ts'
    )
    const folders = pipelineFolders(settings)
    const source = eventSource(settings)
    for (const type of eventTypes) await mkdir(join(folders.dataFolder, type.folder), { recursive: true })
    if (source.kind === 'kafka') {
      await createTopics(
        source.brokers.split(','),
        eventTypes.map(({ folder }) => folder),
      )
    }
    await using database = await openDatabase({
      databaseUrl: settings.database,
      dataFolder: settings.data,
      onProgress: (text) => console.info(text),
    })
    try {
      const summary = await runPipelines({
        ...folders,
        source,
        console,
        signal,
        connectionString: database.connectionString,
        metricsPort: settings.metricsPort,
        trigger: settings.once ? { availableNow: true } : { processingTime: settings.interval },
        onStarted: ({ metricsUrl }) =>
          console.info(
            `streaming ${source.kind === 'kafka' ? source.brokers : settings.data}; metrics at ${metricsUrl}`,
          ),
      })
      console.result({ command: 'stream', ...summary }, summaryText(summary))
      return ExitCode.ok
    } catch (error) {
      return reportStreamFailure(error, console)
    }
  },
})
