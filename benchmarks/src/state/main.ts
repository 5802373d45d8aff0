/**
 * `npm run bench:state`: stateful queries against hand-written loops over plain objects that do the same, in turns in one process, as ratios.
 *
 * Options: --rows 500000 --rows-per-batch 100000 --rounds 3 --only TEXT --json. A round that warms up comes first and is not counted.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Outcome } from './prepared-chunks.ts'
import { type StateCase, stateCases } from './state-cases.ts'

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '500000' },
    'rows-per-batch': { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
})

interface Round {
  readonly queryMs: number
  readonly byHandMs: number
}

const say = (line: string) => process.stderr.write(`${line}\n`)

async function timed(
  work: () => Outcome | Promise<Outcome>,
): Promise<{ readonly ms: number; readonly outcome: Outcome }> {
  const begun = performance.now()
  const outcome = await work()
  return { ms: performance.now() - begun, outcome }
}

async function round({ name, query, byHand }: StateCase, folder: string): Promise<Round> {
  const checkpoint = await mkdtemp(join(folder, 'checkpoint-'))
  const [hand, engine] = [await timed(byHand), await timed(() => query(checkpoint))]
  await rm(checkpoint, { recursive: true })
  const [a, b] = [hand.outcome, engine.outcome]
  if (a.rows !== b.rows || a.sum !== b.sum)
    throw new Error(`${name}: the results differ: ${JSON.stringify({ byHand: a, query: b })}`)
  return { queryMs: engine.ms, byHandMs: hand.ms }
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] as number
}

const ratioOf = ({ queryMs, byHandMs }: Round): number => byHandMs / queryMs

function line({ name, rows }: StateCase, rounds: readonly Round[]): string {
  const rate = (ms: number) => `${Math.round(rows / ms)}`
  const each = rounds.map((it) => ratioOf(it).toFixed(2)).join(', ')
  const query = rate(median(rounds.map(({ queryMs }) => queryMs)))
  const byHand = rate(median(rounds.map(({ byHandMs }) => byHandMs)))
  return `${name.padEnd(46)} ${query.padStart(6)} ${byHand.padStart(6)}  ${median(rounds.map(ratioOf)).toFixed(2)} (${each})`
}

const cases = stateCases(Number(values.rows), Number(values['rows-per-batch']), values.only)
const folder = await mkdtemp(join(tmpdir(), 'streamkit-bench-'))
const results = new Map<StateCase, Round[]>(cases.map((it) => [it, []]))
try {
  say(
    `machine: ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(2)}, Node ${process.version}`,
  )
  for (let i = 0; i <= Number(values.rounds); i++)
    for (const [it, rounds] of results) {
      const measured = await round(it, folder)
      if (i > 0) rounds.push(measured)
    }
} finally {
  await rm(folder, { recursive: true, force: true })
}
if (values.json) {
  const summary = [...results].map(([{ name, rows }, rounds]) => ({
    name,
    rows,
    ratio: median(rounds.map(ratioOf)),
    rounds,
  }))
  process.stdout.write(`${JSON.stringify(summary)}\n`)
} else {
  process.stdout.write(`${'krows/s'.padEnd(47)} query  loop  ratio (each round); more is better\n`)
  for (const [it, rounds] of results) process.stdout.write(`${line(it, rounds)}\n`)
}
