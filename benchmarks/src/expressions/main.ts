/**
 * `npm run bench:expressions`: a filter, three computed columns and the hash of a key, by a query and by a hand-written loop over row objects, in turns in one process, as ratios; and the same query
 * without the optimizer. Time is CPU time of the process.
 *
 * Options: --chunks 16 (of 16,384 rows) --times 16 (that all are gone through) --rounds 5 --only TEXT --json. Two rounds that warm up come first and are not counted.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type ExpressionCase, expressionCases, runByHand, runQuery } from './expression-cases.ts'
import { rowsPerChunk } from './sale-rows.ts'

const { values } = parseArgs({
  options: {
    chunks: { type: 'string', default: '16' },
    times: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})
const times = Number(values.times)
const rows = Number(values.chunks) * times * rowsPerChunk

interface Round {
  readonly queryMs: number
  readonly unoptimizedMs: number
  readonly byHandMs: number
}

/** CPU time of the process: on a machine that others use too, the clock on the wall measures them. */
async function timed<T>(work: () => T | Promise<T>): Promise<{ readonly ms: number; readonly outcome: T }> {
  const begun = process.cpuUsage()
  const outcome = await work()
  const { user, system } = process.cpuUsage(begun)
  return { ms: (user + system) / 1000, outcome }
}

async function round(it: ExpressionCase, folder: string): Promise<Round> {
  const query = async (optimized: boolean) => {
    const checkpoint = await mkdtemp(join(folder, 'checkpoint-'))
    return timed(() => runQuery(it, { checkpoint, times, optimized }))
  }
  const hand = await timed(() => runByHand(it, times))
  const [engine, unoptimized] = [await query(true), await query(false)]
  for (const { outcome } of [engine, unoptimized])
    if (outcome.rows !== hand.outcome.rows || outcome.sum !== hand.outcome.sum)
      throw new Error(`${it.name}: the results differ: ${JSON.stringify({ byHand: hand.outcome, query: outcome })}`)
  return { queryMs: engine.ms, unoptimizedMs: unoptimized.ms, byHandMs: hand.ms }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

const ofHand = ({ queryMs, byHandMs }: Round): number => byHandMs / queryMs
const gain = ({ queryMs, unoptimizedMs }: Round): number => unoptimizedMs / queryMs

function line(name: string, rounds: readonly Round[]): string {
  const rate = (of: (r: Round) => number) => (rows / 1000 / median(rounds.map(of))).toFixed(1).padStart(7)
  const each = rounds.map((r) => ofHand(r).toFixed(2)).join(', ')
  return `${name.padEnd(44)} ${rate((r) => r.queryMs)} ${rate((r) => r.byHandMs)}  ${median(rounds.map(ofHand)).toFixed(2)} (${each})  ${median(rounds.map(gain)).toFixed(2)}`
}

const cases = expressionCases(Number(values.chunks)).filter(({ name }) => name.includes(values.only))
const results = new Map(cases.map((it) => [it, [] as Round[]]))
const folder = await mkdtemp(join(tmpdir(), 'streamkit-bench-'))
try {
  process.stderr.write(
    `machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}\n`,
  )
  for (let i = -2; i < Number(values.rounds); i++)
    for (const [it, rounds] of results) {
      const measured = await round(it, folder)
      if (i >= 0) rounds.push(measured)
    }
} finally {
  await rm(folder, { recursive: true, force: true })
}
if (values.json) {
  const summary = [...results].map(([{ name }, rounds]) => ({ name, rows, ratio: median(rounds.map(ofHand)), rounds }))
  process.stdout.write(`${JSON.stringify(summary)}\n`)
} else {
  process.stdout.write(
    `${'million rows per CPU second'.padEnd(44)}   query    loop  query of loop (each round)  gain by the optimizer\n`,
  )
  for (const [{ name }, rounds] of results) process.stdout.write(`${line(name, rounds)}\n`)
}
