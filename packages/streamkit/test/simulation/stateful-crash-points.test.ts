import { expect, test } from 'vitest'
import { mix } from './random.ts'
import { statefulQueryNames } from './stateful-queries.ts'
import { expectUndisturbed, smallStateful, undisturbedOf } from './stateful-scenarios.ts'

// Every step of a process of a small stateful query is its last, or fails. With STREAMKIT_SIMULATION_RUNS every step is tried with several orders of events.

// The steps before the first batch are the same for all queries: of those, each query takes a part.

const seeds = process.env.STREAMKIT_SIMULATION_RUNS === undefined ? 1 : 4

test.for(statefulQueryNames)('%s is as if nothing had happened', { timeout: 600_000 }, async (query) => {
  const scenario = smallStateful(query)
  const { processes, table, progress } = await undisturbedOf(scenario)
  expect(processes.map(({ end }) => end)).toEqual(['finished'])
  expect(table.rows.length).toBeGreaterThan(1)
  expect(progress.length).toBeGreaterThan(2)
  const changes = processes[0]?.changes ?? 0
  const calls = processes[0]?.trace.filter(({ fileStep }) => fileStep >= 0).length ?? 0
  const first = processes[0]?.trace.find(({ path }) => path.includes('/offsets/.0'))
  const share = statefulQueryNames.indexOf(query)
  const isOurs = (at: number, setup = 0) => at >= setup || seeds > 1 || at % statefulQueryNames.length === share
  for (let seed = 1; seed <= seeds; seed++) {
    for (let at = 0; at < changes; at++) {
      if (!isOurs(at, first?.change)) continue
      const trigger = (at + seed) % 2 === 0 ? 'default' : 'availableNow'
      const next = { at: mix(seed, at) % changes, kind: 'power' } as const
      await expectUndisturbed({ ...scenario, seed, trigger, crashes: [{ at, kind: 'kill' }, next] })
      await expectUndisturbed({ ...scenario, seed, trigger, crashes: [{ at, kind: 'power' }] })
    }
    for (let at = 0; at < calls; at++) {
      if (!isOurs(at, first?.fileStep)) continue
      const code = ['EIO', 'ENOSPC', 'EACCES', 'EXDEV'][(at + seed) % 4] as string
      await expectUndisturbed({ ...scenario, seed, errors: [{ at, code }] })
    }
  }
})
