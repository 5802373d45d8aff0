/**
 * `npm run bench:page`: what being watched costs, on the job of `npm run bench`: the live page, open and with a visitor, or with `--watched metrics` Prometheus metrics that are scraped each second. Each round runs the
 * job with and without it, in turn, and the order changes from round to round.
 *
 * Options: --watched page --rows 1000000 --rows-per-batch 10000 --rounds 7. DATABASE_URL names a server; without it an embedded one is started.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { writePurchaseFiles } from '../purchase-files.ts'
import { freshTable } from '../purchase-table.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    'rows-per-batch': { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '7' },
    watched: { type: 'string', default: 'page' },
  },
})

interface JobResult {
  readonly totalMs: number
  readonly cpuMs: number
}
const table = 'public.bench_streamkit'
const job = fileURLToPath(new URL('../upsert-job.ts', import.meta.url))

async function run(args: readonly string[]): Promise<JobResult> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', '--conditions=@streamkit/source', job, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`the job ended with ${code}`)
  return JSON.parse(stdout) as JobResult
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`
const work = await mkdtemp(join(tmpdir(), 'streamkit-bench-'))
const embedded = process.env.DATABASE_URL === undefined ? await startEmbeddedPostgres() : null
const url = embedded?.connectionString ?? (process.env.DATABASE_URL as string)
const client = new Client({ connectionString: url })
await client.connect()
try {
  const files = await writePurchaseFiles(join(work, 'files'), Number(values.rows), Number(values['rows-per-batch']))
  const ratios: JobResult[] = []
  process.stderr.write(`load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}\n`)
  for (let round = 0; round < Number(values.rounds); round++) {
    const results = new Map<string, JobResult>()
    for (const watched of round % 2 === 0 ? ['none', values.watched] : [values.watched, 'none']) {
      await freshTable(client, table)
      results.set(
        watched,
        await run([files.folder, '1', url, table, join(work, `checkpoint-${round}-${watched}`), watched]),
      )
    }
    const [none, watched] = [results.get('none') as JobResult, results.get(values.watched) as JobResult]
    ratios.push({ totalMs: watched.totalMs / none.totalMs, cpuMs: watched.cpuMs / none.cpuMs })
    process.stderr.write(
      `without ${Math.round(none.totalMs)} ms (processor ${Math.round(none.cpuMs)} ms), with ${values.watched} ${Math.round(watched.totalMs)} ms (${Math.round(watched.cpuMs)} ms)\n`,
    )
  }
  process.stdout.write(
    `${values.watched} costs ${percent(median(ratios.map(({ totalMs }) => totalMs)))} of time, ${percent(median(ratios.map(({ cpuMs }) => cpuMs)))} of processor time (medians of ${ratios.length} interleaved rounds)\n`,
  )
} finally {
  await client.end()
  await embedded?.stop()
  await rm(work, { recursive: true, force: true })
}
