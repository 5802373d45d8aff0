import { type OptionTable, optional, textOption } from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import type { Verdict } from '../verify/verify-tables.ts'
import { type Command, defineCommand } from './command.ts'

const options = {
  data: textOption({
    help: 'Data folder of the events and their manifests.',
    default: 'data',
    placeholder: '<folder>',
  }),
  database: optional(
    textOption({
      help: 'Connection string; without it the embedded server of the data folder.',
      env: 'DATABASE_URL',
      placeholder: '<url>',
    }),
  ),
} satisfies OptionTable

/** `verify`: what was generated against what PostgreSQL holds, row by row. */
export const verify: Command = defineCommand({
  name: 'verify',
  summary: 'Compare every generated event with the tables, row by row.',
  options,
  examples: [{ says: 'after a run of generate and stream', words: 'verify --data data' }],
  async run({ settings, console }) {
    const { expectedEvents, openDatabase, verifyTables } = await import('../stream/stream-parts.ts')
    await using database = await openDatabase({
      databaseUrl: settings.database,
      dataFolder: settings.data,
      onProgress: (text) => console.info(text),
    })
    const client = await database.connect()
    try {
      const expectations = await expectedEvents(settings.data)
      const verdict = await verifyTables(client, expectations)
      console.result({ command: 'verify', ...verdict }, verdictText(verdict))
      return verdict.ok ? ExitCode.ok : ExitCode.dataLoss
    } finally {
      await client.end()
    }
  },
})

/** The verdict for people. */
export function verdictText(verdict: Verdict): string {
  const lines = verdict.tables.map((t) => {
    const wrong = t.missing + t.unexpected + t.different
    const says =
      wrong === 0 ? 'all as generated' : `${t.missing} missing, ${t.unexpected} unexpected, ${t.different} different`
    return `  shop.${t.table}: ${t.rows} rows, ${says}`
  })
  const differences = verdict.differences.map((d) => `  ${d.table} ${d.eventId}: ${d.problem}`)
  return [verdict.ok ? 'VERIFIED: every event is there exactly once' : 'NOT VERIFIED', ...lines, ...differences].join(
    '\n',
  )
}
