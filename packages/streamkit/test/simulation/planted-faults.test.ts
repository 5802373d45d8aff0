import { expect, test } from 'vitest'
import { outcomeOf } from './expect-promises-kept.ts'
import { plantedFaults } from './planted-faults.ts'
import { mix } from './random.ts'
import type { CrashKind } from './simulated-machine.ts'
import type { Parts, Scenario } from './simulation.ts'
import { smallScenario } from './small-scenario.ts'
import { expectedRows } from './violations.ts'

// A property that never fails proves nothing: each of these mistakes has to be found, by the same scenarios that find nothing wrong with us.

/** How many changes the first process of the small scenario makes at least: the last of them belong to its second batch or a later one. */
const changes = 190

function* scenarios(step = 1): Generator<Scenario> {
  for (let seed = 1; seed < 7; seed++) {
    for (const kind of ['kill', 'power'] satisfies CrashKind[]) {
      for (let at = 0; at < changes; at += step) {
        const next = { at: mix(seed, at) % changes, kind: 'power' } as const
        yield { ...smallScenario, seed, crashes: kind === 'power' ? [{ at, kind }] : [{ at, kind }, next] }
      }
    }
  }
}

/** What users would see of it in the first history that shows it. */
async function firstDamage(parts: Parts, damage: RegExp, step?: number): Promise<string | null> {
  for (const scenario of scenarios(step)) {
    const { violations } = await outcomeOf(scenario, { parts, expected: expectedRows(scenario) })
    const found = violations.find((violation) => damage.test(violation))
    if (found !== undefined) return found
  }
  return null
}

test.each(Object.entries(plantedFaults))('the property finds that %s', async (_, { parts, damage }) => {
  expect(await firstDamage(parts, damage)).toMatch(damage)
})

test('the same scenarios find nothing wrong without a planted fault', async () => {
  expect(await firstDamage({}, /./, 7)).toBeNull()
})
