import { randomInt } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { durationOption, type OptionTable, optional, shareOption, wholeOption } from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import type { ShopDatabase } from '../database/open-database.ts'
import { eventTypes } from '../events/event-types.ts'
import type { RunSummary } from '../stream/run-pipelines.ts'
import { type Command, type CommandContext, defineCommand } from './command.ts'
import { type DemoBroker, startDemoBroker } from './demo-broker.ts'
import { eventSource, type PipelineSettings, pipelineFolders, pipelineOptions } from './pipeline-settings.ts'
import { verdictText } from './verify.ts'

const options = {
  ...pipelineOptions,
  runs: wholeOption(
    { min: 1, max: 100_000 },
    { help: 'Runs of the generator; each makes a file of every event type.', default: '10' },
  ),
  every: durationOption({ minMs: 0 }, { help: 'Time between two runs of the generator.', default: '1 second' }),
  seed: optional(wholeOption({ min: 0, max: 4_294_967_295 }, { help: 'Seed of the generator. Without it, any.' })),
  duplicates: shareOption({ help: 'Repeated rows, as a share of the new events.', default: '0.05' }),
  late: shareOption({ help: 'Share of events that happened long before.', default: '0.02' }),
  malformed: shareOption({ help: 'Share of events whose row is broken.', default: '0.02' }),
} satisfies OptionTable

type Settings = PipelineSettings & {
  readonly runs: number
  readonly every: number
  readonly seed: number | undefined
  readonly duplicates: number
  readonly late: number
  readonly malformed: number
}

/** `demo`: everything together. Generates for a while, streams meanwhile, then verifies the result row by row. */
export const demo: Command = defineCommand({
  name: 'demo',
  summary: 'Generate events for a while, stream them into PostgreSQL, verify the result.',
  options,
  isDefault: true,
  examples: [
    { says: 'the whole story in about fifteen seconds', words: 'demo' },
    { says: 'the same through Kafka, with a broker that is started for it', words: 'demo --from kafka' },
    { says: 'into a server of your own', words: 'demo --database postgres://me@localhost/shop' },
  ],
  async run(context) {
    const { settings, console } = context
    const { expectedEvents, openDatabase, reportStreamFailure, summaryText, verifyTables } = await import(
      '../stream/stream-parts.ts'
    )
    await mkdir(settings.data, { recursive: true })
    await using database = await openDatabase({
      databaseUrl: settings.database,
      dataFolder: settings.data,
      onProgress: (text) => console.info(text),
    })
    await using broker = await startDemoBroker(settings, console)
    const streamed = await generateAndStream(context, { database, broker }).catch((error: unknown) =>
      reportStreamFailure(error, console),
    )
    if (typeof streamed === 'number') return streamed
    const client = await database.connect()
    try {
      const verdict = await verifyTables(client, await expectedEvents(settings.data))
      const text = [summaryText(streamed), verdictText(verdict), whereabouts(settings, database)].join('\n')
      console.result({ command: 'demo', ...streamed, ...verdict }, text)
      return verdict.ok ? ExitCode.ok : ExitCode.dataLoss
    } finally {
      await client.end()
    }
  },
})

/** The streams run while the generator does; when it is done they finish what is there and end. */
async function generateAndStream(
  { settings, console, signal }: CommandContext<Settings>,
  { database, broker }: { readonly database: ShopDatabase; readonly broker: DemoBroker },
) {
  const { runPipelines } = await import('../stream/stream-parts.ts')
  const folders = pipelineFolders(settings)
  for (const type of eventTypes) await mkdir(join(folders.dataFolder, type.folder), { recursive: true })
  const run = {
    ...folders,
    checkpointFolder: join(folders.checkpointFolder, broker.checkpointName),
    source: eventSource(settings, broker.brokers),
    console,
    connectionString: database.connectionString,
  }
  const generated = new AbortController()
  const streaming = runPipelines({
    ...run,
    signal: AbortSignal.any([signal, generated.signal]),
    metricsPort: settings.metricsPort,
    trigger: { processingTime: settings.interval },
    onStarted: ({ metricsUrl }) => console.info(`streaming ${settings.data}; metrics at ${metricsUrl}`),
  })
  const generating = generate(settings, { signal, brokers: broker.brokers }).finally(() => generated.abort())
  // A stream that fails ends the demo at once; the generator then stops before its next run.
  const [live] = await Promise.all([streaming, generating])
  const rest = await runPipelines({
    ...run,
    signal,
    live: false,
    metricsPort: null,
    trigger: { availableNow: true },
  })
  return { queries: mergeQueries([...live.queries, ...rest.queries]) }
}

async function generate(
  settings: Settings,
  { signal, brokers }: { readonly signal: AbortSignal; readonly brokers: string | undefined },
): Promise<void> {
  const { generateInto } = await import('../generate/generate-into.ts')
  const begun = performance.now()
  const windowMs = settings.every > 0 ? settings.every : 1000
  await generateInto(
    { dataFolder: settings.data, targetName: settings.from, brokers },
    {
      seed: settings.seed ?? randomInt(4_294_967_296),
      runs: settings.runs,
      // Event time follows the clock: a run's events happened in the interval that ends when the run begins.
      startMs: Date.now() - windowMs,
      windowMs,
      eventsMin: 25,
      eventsMax: 50,
      shares: { duplicates: settings.duplicates, late: settings.late, malformed: settings.malformed },
      lateByMs: 86_400_000,
      signal,
      async waitForRun(run) {
        const waitMs = begun + run * settings.every - performance.now()
        await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined)
      },
    },
  )
}

type Queries = RunSummary['queries']

/** One line a query, over both runs. */
function mergeQueries(queries: Queries): Queries {
  const merged = new Map<string, Queries[number]>()
  for (const q of queries) {
    const before = merged.get(q.name)
    merged.set(q.name, {
      name: q.name,
      batches: (before?.batches ?? 0) + q.batches,
      inputRows: (before?.inputRows ?? 0) + q.inputRows,
      badRecords: (before?.badRecords ?? 0) + q.badRecords,
      lateRows: (before?.lateRows ?? 0) + q.lateRows,
    })
  }
  return [...merged.values()]
}

function whereabouts(settings: Settings, database: ShopDatabase): string {
  const look =
    database.psqlCommand === null ? 'your own server' : `the embedded server, data in ${settings.data}/.postgres`
  const server = settings.database === undefined ? '' : ' --database <url>'
  return [
    settings.from === 'csv'
      ? `events and dead letters: ${settings.data} (.bad-records)`
      : 'dead letters: the table shop.dead_letters',
    `tables: schema shop in ${look}`,
    `how fast it was, with plots: npm run ecommerce -- report --data ${settings.data}${server}`,
  ].join('\n')
}
