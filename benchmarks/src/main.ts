/**
 * `npm run bench`: CSV → dedup → UPSERT against `psql \copy` into a staging table and the same upsert, in turn on one server, as ratios.
 *
 * Options: --rows 1000000 --rows-per-batch 10000,100000 --rounds 3 --json. DATABASE_URL names a server; without it an embedded one is started.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '@streamkit/postgres/embedded'
import { Client } from 'pg'
import { writePurchaseFiles } from './purchase-files.ts'
import { contentOf, freshTable, psqlScript } from './purchase-table.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    'rows-per-batch': { type: 'string', default: '10000,100000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})

interface JobResult {
  readonly rows: number
  readonly batches: number
  readonly firstBatchMs: number
  readonly totalMs: number
  readonly peakMb: number
}

interface Measurement {
  readonly rowsPerBatch: number
  readonly psqlMs: number
  readonly streamkitMs: number
  readonly job: JobResult
}

const say = (line: string) => process.stderr.write(`${line}\n`)

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly ms: number; readonly stdout: string }> {
  const begun = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  let stdout = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Error(`${command} ended with ${code}`)
  return { ms: performance.now() - begun, stdout }
}

async function measure(options: {
  readonly rowsPerBatch: number
  readonly rows: number
  readonly work: string
  readonly url: string
  readonly client: Client
}): Promise<Measurement[]> {
  const { rowsPerBatch, rows, work, url, client } = options
  const files = await writePurchaseFiles(join(work, `files-${rowsPerBatch}`), rows, rowsPerBatch)
  const script = join(work, `psql-${rowsPerBatch}.sql`)
  await writeFile(
    script,
    psqlScript(
      'public.bench_psql',
      files.paths.map((path) => [path]),
    ),
  )
  const results: Measurement[] = []
  for (let round = 0; round < Number(values.rounds); round++) {
    await freshTable(client, 'public.bench_psql')
    const psql = await run('psql', ['-q', '-X', '-f', script, url])
    await freshTable(client, 'public.bench_streamkit')
    const job = await run(process.execPath, [
      // Chunks live briefly and outside the heap: a small young generation gives them back soon, and memory stays flat.
      '--max-semi-space-size=4',
      '--conditions=@streamkit/source',
      fileURLToPath(new URL('./upsert-job.ts', import.meta.url)),
      files.folder,
      '1',
      url,
      'public.bench_streamkit',
      join(work, `checkpoint-${rowsPerBatch}-${round}`),
    ])
    const [a, b] = [await contentOf(client, 'public.bench_psql'), await contentOf(client, 'public.bench_streamkit')]
    if (a.rows !== b.rows || a.digest !== b.digest)
      throw new Error(`the tables differ: ${JSON.stringify({ psql: a, streamkit: b })}`)
    results.push({ rowsPerBatch, psqlMs: psql.ms, streamkitMs: job.ms, job: JSON.parse(job.stdout) as JobResult })
    say(line(results.at(-1) as Measurement, rows))
  }
  await rm(files.folder, { recursive: true })
  return results
}

function line({ rowsPerBatch, psqlMs, streamkitMs, job }: Measurement, rows: number): string {
  const rate = (ms: number) => `${Math.round(rows / ms)} krows/s`
  return `${rowsPerBatch} rows a batch: psql ${rate(psqlMs)}, StreamKit ${rate(streamkitMs)}, ratio ${(psqlMs / streamkitMs).toFixed(2)}, first batch after ${Math.round(job.firstBatchMs)} ms, peak ${Math.round(job.peakMb)} MB`
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] as number
}

const rows = Number(values.rows)
const work = await mkdtemp(join(tmpdir(), 'streamkit-bench-'))
const embedded = process.env.DATABASE_URL === undefined ? await startEmbeddedPostgres() : null
const url = embedded?.connectionString ?? (process.env.DATABASE_URL as string)
const client = new Client({ connectionString: url })
await client.connect()
try {
  say(
    `machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}`,
  )
  const all: Measurement[] = []
  for (const rowsPerBatch of values['rows-per-batch'].split(',').map(Number))
    all.push(...(await measure({ rowsPerBatch, rows, work, url, client })))
  const summary = [...new Set(all.map((m) => m.rowsPerBatch))].map((rowsPerBatch) => {
    const own = all.filter((m) => m.rowsPerBatch === rowsPerBatch)
    return {
      rowsPerBatch,
      ratioToPsql: Number(median(own.map((m) => m.psqlMs / m.streamkitMs)).toFixed(3)),
      firstBatchMs: Math.round(median(own.map((m) => m.job.firstBatchMs))),
      peakMb: Math.round(median(own.map((m) => m.job.peakMb))),
      runs: own,
    }
  })
  if (values.json) process.stdout.write(`${JSON.stringify({ rows, summary })}\n`)
  else
    for (const s of summary)
      process.stdout.write(
        `${s.rowsPerBatch} rows a batch: ${s.ratioToPsql} of psql (median of ${s.runs.length} interleaved runs), first batch ${s.firstBatchMs} ms, peak ${s.peakMb} MB\n`,
      )
} finally {
  await client.end()
  await embedded?.stop()
  await rm(work, { recursive: true, force: true })
}
