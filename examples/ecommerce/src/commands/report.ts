import { join, resolve } from 'node:path'
import { choiceOption, durationOption, type OptionTable, optional, textOption } from '../config/option.ts'
import { ExitCode } from '../console/exit-code.ts'
import { measureLatency } from '../report/measure-latency.ts'
import { readRun } from '../report/read-run.ts'
import { reportPage } from '../report/report-page.ts'
import { reportText } from '../report/report-text.ts'
import { runReport } from '../report/run-report.ts'
import { writePage } from '../report/write-page.ts'
import { type Command, defineCommand } from './command.ts'

const options = {
  data: textOption({ help: 'Data folder of the run.', default: 'data', placeholder: '<folder>' }),
  database: optional(
    textOption({
      help: 'Connection string; without it the embedded server of the data folder, if it has one.',
      env: 'DATABASE_URL',
      placeholder: '<url>',
    }),
  ),
  html: optional(
    textOption({ help: 'Where the page goes. Default: report.html in the data folder.', placeholder: '<file>' }),
  ),
  run: choiceOption(['last', 'all'], {
    help: 'What the last process did, or all that the folder knows.',
    default: 'last',
  }),
  lateAfter: durationOption(
    { minMs: 0 },
    { help: 'Events older than this when written do not count for the latency.', default: '10 minutes' },
  ),
} satisfies OptionTable

/** `report`: how fast a run was, as text and as a page with plots. */
export const report: Command = defineCommand({
  name: 'report',
  summary: 'Throughput and latency percentiles of a run, as text and as an HTML page.',
  options,
  examples: [
    { says: 'after a run of demo or stream', words: 'report --data data' },
    {
      says: 'everything that was ever streamed, the page elsewhere',
      words: 'report --run all --html /tmp/report.html',
    },
  ],
  async run({ settings, console }) {
    const run = await readRun(settings.data, settings.run)
    if (run.batches.length === 0) {
      throw new Error(`${settings.data} has no batches to report: run 'demo' or 'stream' with this data folder first.`)
    }
    const source = {
      databaseUrl: settings.database,
      dataFolder: settings.data,
      lateAfterMs: settings.lateAfter,
      onProgress: (text: string) => console.info(text),
    }
    const figures = await runReport({
      dataFolder: settings.data,
      run,
      measureLatency: (span, axis) => measureLatency(source, span, axis),
    })
    const page = resolve(settings.html ?? join(settings.data, 'report.html'))
    await writePage(page, reportPage(figures))
    console.result({ command: 'report', page, ...figures }, `${reportText(figures)}\n\npage with plots: ${page}`)
    return ExitCode.ok
  },
})
