import { beforeAll, describe, expect, test } from 'vitest'
import { expectPromisesKept } from './expect-promises-kept.ts'
import { mix } from './random.ts'
import type { Scenario } from './simulation.ts'
import { smallScenario } from './small-scenario.ts'

// Every step of a small query, one after the other, is the last of a process. (Random ones of random queries: exactly-once-property.test.ts)

/** Steps of the first process of the small scenario that change something, and all its calls to the file system. */
let [changes, fileSteps] = [0, 0]

beforeAll(async () => {
  const { processes } = await expectPromisesKept({ ...smallScenario, arrivals: [5, 9] })
  expect(processes.map(({ end }) => end)).toEqual(['finished', 'finished'])
  changes = processes[0]?.changes ?? 0
  fileSteps = processes[0]?.trace.filter(({ fileStep }) => fileStep >= 0).length ?? 0
  expect(changes).toBeGreaterThan(80)
})

async function forEach(count: number, scenarioAt: (at: number) => Scenario): Promise<void> {
  for (let at = 0; at < count; at++) await expectPromisesKept(scenarioAt(at))
}

describe('C01 C02 C03 C04 S01: nothing is lost and nothing comes twice', () => {
  test('when the process is killed at any step', async () => {
    await forEach(changes, (at) => ({ ...smallScenario, crashes: [{ at, kind: 'kill' }] }))
    await forEach(changes, (at) => ({ ...smallScenario, trigger: 'default', crashes: [{ at, kind: 'kill' }] }))
  })

  test('when the power goes at any step and takes what was not synced', async () => {
    for (let seed = 0; seed < 3; seed++)
      await forEach(changes, (at) => ({ ...smallScenario, seed, crashes: [{ at, kind: 'power' }] }))
  })

  test('when the process is killed at any step and the power goes in the next one', async () => {
    for (let seed = 0; seed < 3; seed++) {
      await forEach(changes, (at) => ({
        ...smallScenario,
        seed,
        crashes: [
          { at, kind: 'kill' },
          { at: mix(seed, at) % changes, kind: 'power' },
        ],
      }))
    }
  })

  test('when the input is a folder of CSV files and the power goes at any step', async () => {
    const scenario: Scenario = { ...smallScenario, input: 'csv', maxBatch: 2 }
    const { processes } = await expectPromisesKept({ ...scenario, arrivals: [5, 9] })
    await forEach(processes[0]?.changes ?? 0, (at) => ({ ...scenario, crashes: [{ at, kind: 'power' }] }))
  })

  test('when every process but the last is killed, each a step later than the one before', async () => {
    await expectPromisesKept({
      ...smallScenario,
      crashes: Array.from({ length: changes }, (_, at) => ({ at, kind: 'kill' as const })),
    })
  })
})

describe('C07 C08 C09: the query stops with a clear error and the next start goes on', () => {
  test.each(['EIO', 'ENOSPC', 'EACCES', 'EXDEV'])('when any call to the file system fails with %s', async (code) => {
    await forEach(fileSteps, (at) => ({ ...smallScenario, errors: [{ at, code }] }))
  })

  test('when any call fails, and after the next start the power goes', async () => {
    for (let seed = 0; seed < 1; seed++) {
      await forEach(fileSteps, (at) => ({
        ...smallScenario,
        seed,
        errors: [{ at, code: 'EIO' }],
        crashes: [
          { at: 10_000, kind: 'kill' },
          { at: mix(seed, at) % changes, kind: 'power' },
        ],
      }))
    }
  })
})

test('C08: a link or a rename that says it worked and did nothing is found at once', async () => {
  const { processes } = await expectPromisesKept({ ...smallScenario, arrivals: [5, 9] })
  const naming = (processes[0]?.trace ?? []).filter(({ kind }) => kind === 'link' || kind === 'rename')
  expect(naming.length).toBeGreaterThan(8)
  for (const { fileStep, path } of naming) {
    const history = await expectPromisesKept({ ...smallScenario, errors: [{ at: fileStep, code: 'SILENT' }] })
    const end = history.processes[0]?.end
    if (!path.includes('.lock.')) expect(end, path).toMatchObject({ cause: { condition: 'CHECKPOINT_IO' } })
  }
})
