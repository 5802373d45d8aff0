import { expect, test } from 'vitest'

import { type Scenario, simulate } from './simulation.ts'
import { expectedRows, violationsOf } from './violations.ts'

const minute = 60_000

const small: Scenario = {
  seed: 1,
  events: ['a', 'b', 'a', 'c', 'd', 'b', 'e', 'c', 'f'].map((id) => ({
    id,
    timeMs: Date.UTC(2026, 0, 1) + id.charCodeAt(0) * minute,
  })),
  arrivals: [5],
  crashes: [],
  maxBatch: 4,
  watermarkDelayMs: 60 * minute,
  stateful: true,
  trigger: 'availableNow',
  minBatchesToRetain: 2,
  noDataMicroBatches: true,
}

test('explore', async () => {
  const history = await simulate({ ...small, arrivals: [5, 9] })
  const n = history.processes[0]!.changes
  const bad = new Map<string, string[]>()
  let runs = 0
  const t = Date.now()
  const check = async (s: Scenario) => {
    runs++
    let v: readonly string[]
    try {
      const h = await simulate(s)
      v = violationsOf(h, expectedRows(s))
      if (v.length)
        v = [
          v.join(' | ').slice(0, 300) +
            ' @ ' +
            h.processes.map((p) => p.trace.at(-1)!.kind + ' ' + p.trace.at(-1)!.path).join(' ; '),
        ]
    } catch (e) {
      v = [String(e)]
    }
    for (const x of v) {
      const k = x.slice(0, 120)
      bad.set(k, [...(bad.get(k) ?? []), JSON.stringify([s.seed, s.crashes]) + ' ' + x])
    }
  }
  for (let at = 0; at <= n; at++) {
    await check({ ...small, crashes: [{ at, kind: 'kill' }] })
    for (let seed = 0; seed < 5; seed++) await check({ ...small, seed, crashes: [{ at, kind: 'power' }] })
    for (let seed = 0; seed < 10; seed++)
      await check({
        ...small,
        seed,
        crashes: [
          { at, kind: 'kill' },
          { at: (seed * 17) % 100, kind: 'power' },
        ],
      })
  }
  console.log(runs, Date.now() - t)
  for (const [k, v] of bad) console.log(v.length, k, '\n      ', v.slice(0, 2).join('\n     '))
})
