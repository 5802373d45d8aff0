import { expect, test } from 'vitest'
import { statefulFaults } from './stateful-planted-faults.ts'
import { smallStateful, statefulOutcome } from './stateful-scenarios.ts'

// A comparison that never fails proves nothing: each of these mistakes has to be found, by the same scenarios that find nothing wrong with us.

test.each(Object.entries(statefulFaults))('the comparison finds that %s', async (_, { query, parts, damage }) => {
  for (let at = 60; at < 215; at += 3) {
    for (const kind of ['kill', 'power'] as const) {
      const { violations } = await statefulOutcome({ ...smallStateful(query), crashes: [{ at, kind }] }, parts)
      if (violations.some((violation) => damage.test(violation))) return
    }
  }
  expect.fail('nothing was found')
})
