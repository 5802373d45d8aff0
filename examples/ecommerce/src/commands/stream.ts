import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type OptionTable, switchOption } from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import { eventTypes } from '../events/event-types.ts'
import { type Command, defineCommand } from './command.ts'
import { pipelineFolders, pipelineOptions } from './pipeline-settings.ts'

const options = {
  ...pipelineOptions,
  once: switchOption({ help: 'Process what is there now, then end.' }),
} satisfies OptionTable

/** `stream`: reads the event files as they come and keeps the tables up to date. */
export const stream: Command = defineCommand({
  name: 'stream',
  summary: 'Stream the CSV files into PostgreSQL, each event exactly once.',
  options,
  examples: [
    { says: 'until Ctrl-C', words: 'stream --data data' },
    { says: 'what is there, then end', words: 'stream --once --data data' },
  ],
  async run({ settings, console, signal }) {
    const { openDatabase, reportStreamFailure, runPipelines, summaryText } = await import('../stream/stream-parts.ts')
    const folders = pipelineFolders(settings)
    for (const type of eventTypes) await mkdir(join(folders.dataFolder, type.folder), { recursive: true })
    await using database = await openDatabase({
      databaseUrl: settings.database,
      dataFolder: settings.data,
      onProgress: (text) => console.info(text),
    })
    try {
      const summary = await runPipelines({
        ...folders,
        console,
        signal,
        connectionString: database.connectionString,
        metricsPort: settings.metricsPort,
        trigger: settings.once ? { availableNow: true } : { processingTime: settings.interval },
        onStarted: ({ metricsUrl }) => console.info(`streaming ${settings.data}; metrics at ${metricsUrl}`),
      })
      console.result({ command: 'stream', ...summary }, summaryText(summary))
      return ExitCode.ok
    } catch (error) {
      return reportStreamFailure(error, console)
    }
  },
})
