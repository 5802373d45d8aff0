import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  choiceOption,
  durationOption,
  momentOption,
  type OptionTable,
  optional,
  type SettingsOf,
  shareOption,
  textOption,
  wholeOption,
} from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import { type EventTargetName, eventTargets } from '../generate/event-targets.ts'
import type { GenerateOptions, GenerateSummary } from '../generate/generate-events.ts'
import { brokersOption } from './brokers-option.ts'
import { type Command, defineCommand } from './command.ts'

const mostRows = 100_000_000

const options = {
  out: textOption({
    help: 'Data folder; the folders of the event types are made below it.',
    default: 'data',
    placeholder: '<folder>',
  }),
  to: choiceOption(Object.keys(eventTargets) as EventTargetName[], { help: 'Where the events go.', default: 'csv' }),
  brokers: brokersOption,
  runs: wholeOption(
    { min: 0, max: 1_000_000 },
    { help: 'Runs; each makes one file of every event type. 0 = until stopped.', default: '1' },
  ),
  interval: durationOption({ minMs: 0 }, { help: 'Time between the starts of two runs.', default: '5 seconds' }),
  seed: optional(
    wholeOption({ min: 0, max: 4_294_967_295 }, { help: 'Same seed and same --start: same bytes. Without it, any.' }),
  ),
  start: optional(momentOption({ help: 'Event time of the first run. Without it, now.' })),
  eventsMin: wholeOption({ min: 0, max: mostRows }, { help: 'Least new events of a type in a run.', default: '25' }),
  eventsMax: wholeOption({ min: 0, max: mostRows }, { help: 'Most new events of a type in a run.', default: '50' }),
  rows: optional(
    wholeOption({ min: 1, max: mostRows }, { help: 'Exactly so many new events in every file, for bulk data.' }),
  ),
  duplicates: shareOption({ help: 'Repeated rows, as a share of the new events, on top of them.', default: '0' }),
  late: shareOption({ help: 'Share of events that happened long before.', default: '0' }),
  lateBy: durationOption({ minMs: 1 }, { help: 'How long before, at least.', default: '1 day' }),
  malformed: shareOption({ help: 'Share of events whose row is broken.', default: '0' }),
} satisfies OptionTable

type Settings = SettingsOf<typeof options>

/** `generate`: invents events and writes them where the stream finds them. */
export const generate: Command = defineCommand({
  name: 'generate',
  summary: 'Invent product views and purchases and write them as CSV files, or to Kafka.',
  options,
  examples: [
    {
      says: 'a minute of shop life, a file of each type every five seconds',
      words: 'generate --runs 12 --interval "5 seconds"',
    },
    {
      says: 'twenty files of each type at once, with faults',
      words: 'generate --runs 20 --interval 0 --duplicates 0.05 --late 0.02 --malformed 0.01',
    },
    {
      says: 'the same bytes every time',
      words: 'generate --seed 7 --start 2026-11-23T12:00:00Z --out /tmp/shop',
    },
    {
      says: 'one large file of each type, the result as JSON',
      words: 'generate --rows 1000000 --json',
    },
    {
      says: 'JSON messages to two topics of Kafka, which are made if they are not there',
      words: 'generate --to kafka --brokers localhost:9092 --runs 12',
    },
  ],
  check({ rows, eventsMin, eventsMax, late, malformed, to, brokers }) {
    const problems: string[] = []
    if (to === 'kafka' && brokers === undefined) problems.push('--brokers: is needed with --to kafka')
    if (rows === undefined && eventsMin > eventsMax) problems.push('--events-min: must not be more than --events-max')
    if (late + malformed > 1) problems.push('--late, --malformed: together they must not be more than 1')
    return problems
  },
  async run({ settings, console, signal }) {
    // Loaded here, so that other commands and the help do not wait for the inventor's word lists.
    const { generateInto } = await import('../generate/generate-into.ts')
    const seed = settings.seed ?? randomInt(4_294_967_296)
    console.info(`generating into ${settings.out}, seed ${seed}`)
    using status = console.statusLine()
    const result = await generateInto(
      { dataFolder: settings.out, targetName: settings.to, brokers: settings.brokers },
      {
        ...timing(settings, signal),
        seed,
        runs: settings.runs,
        eventsMin: settings.rows ?? settings.eventsMin,
        eventsMax: settings.rows ?? settings.eventsMax,
        shares: { duplicates: settings.duplicates, late: settings.late, malformed: settings.malformed },
        lateByMs: settings.lateBy,
        signal,
        onProgress: (summary) => status.update(progressText(summary, settings)),
      },
    )
    const { manifest, ...summary } = result
    console.result({ command: 'generate', out: settings.out, manifest, ...summary }, resultText(summary, manifest))
    return ExitCode.ok
  },
})

/** Event time follows the clock: a run's events happened in the interval that ends when the run begins. */
function timing(
  { runs, interval, start }: Settings,
  signal: AbortSignal,
): Pick<GenerateOptions, 'startMs' | 'windowMs' | 'waitForRun'> {
  const windowMs = interval > 0 ? interval : 1000
  const windowsBefore = interval > 0 ? 1 : Math.max(runs, 1)
  const begun = performance.now()
  return {
    windowMs,
    startMs: start ?? Date.now() - windowsBefore * windowMs,
    async waitForRun(run): Promise<void> {
      const waitMs = begun + run * interval - performance.now()
      // Even without an interval the signals get their turn between two runs.
      await sleep(Math.max(0, waitMs), undefined, { signal }).catch(() => undefined)
    },
  }
}

function progressText({ runs, files, rows }: GenerateSummary, settings: Settings): string {
  return `run ${runs}${settings.runs === 0 ? '' : ` of ${settings.runs}`} · ${files} files · ${rows} rows`
}

function resultText({ seed, runs, files, rows, bytes, byType }: GenerateSummary, manifest: string): string {
  const types = Object.entries(byType).map(([type, { first, duplicate, late, malformed }]) => {
    return `  ${type}: ${first} good, ${duplicate} repeated, ${late} late, ${malformed} malformed`
  })
  return [
    `generated ${rows} rows (${bytes} bytes) in ${files} files, ${runs} runs, seed ${seed}`,
    ...types,
    `manifest: ${manifest}`,
  ].join('\n')
}
