import { lastValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import { SimulatedMachine } from '../../test/simulation/simulated-machine.ts'
import { executeTriggers, type TriggerSpec } from './trigger-executor.ts'

const hourMs = 3_600_000

/** Runs a trigger on virtual time: `work` says how long each run takes and whether it found data, until it gives null. */
async function startsOf(
  trigger: TriggerSpec,
  work: (run: number, machine: SimulatedMachine) => { readonly tookMs: number; readonly ran: boolean } | null,
): Promise<readonly number[]> {
  const machine = new SimulatedMachine(1)
  const { clock } = machine.start()
  const stop = new AbortController()
  const starts: number[] = []
  const ticks = executeTriggers(
    trigger,
    { clock, pollingDelayMs: () => 10, signal: stop.signal, wake: () => new Promise(() => {}) },
    async () => {
      const result = work(starts.length, machine)
      if (result === null) stop.abort()
      else starts.push(clock.monotonic())
      await clock.sleep(result?.tookMs ?? 0)
      return { ran: result?.ran ?? false }
    },
  )
  await machine.scheduler.runUntil(lastValueFrom(ticks))
  return starts
}

const times =
  (count: number, tookMs: number, ran = false) =>
  (run: number) =>
    run < count ? { tookMs, ran } : null

test('processingTime runs at the ticks of the clock, whether there is data or not', async () => {
  expect(await startsOf({ kind: 'processingTime', intervalMs: 1000 }, times(4, 300))).toEqual([0, 1000, 2000, 3000])
})

test('a tick that was missed runs at once, and the next ones are at the ticks again', async () => {
  const work = (run: number) => (run < 4 ? { tookMs: run === 1 ? 2500 : 100, ran: true } : null)
  expect(await startsOf({ kind: 'processingTime', intervalMs: 1000 }, work)).toEqual([0, 1000, 3500, 4000])
})

test('a processingTime of zero never waits', async () => {
  expect(await startsOf({ kind: 'processingTime', intervalMs: 0 }, times(3, 7))).toEqual([0, 7, 14])
})

test.each([
  ['back by an hour', -hourMs],
  ['forward by a day', 24 * hourMs],
  ['by half a tick', 500],
])('P05: a wall clock that jumps %s neither stops the ticks nor makes them race', async (_, jumpMs) => {
  const starts = await startsOf({ kind: 'processingTime', intervalMs: 1000 }, (run, machine) => {
    if (run === 2) machine.wallOffsetMs += jumpMs
    return run < 6 ? { tookMs: 10, ran: true } : null
  })
  const gaps = starts.slice(1).map((start, i) => start - (starts[i] as number))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(1000)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500)
})

test('the default trigger runs again at once after a batch, and looks again soon if there was none', async () => {
  const work = (run: number) => (run < 4 ? { tookMs: 5, ran: run < 2 } : null)
  expect(await startsOf({ kind: 'default' }, work)).toEqual([0, 5, 10, 25])
})

test('once runs once', async () => {
  expect(await startsOf({ kind: 'once' }, times(5, 1, true))).toEqual([0])
})

test('availableNow runs until there is nothing left', async () => {
  expect(await startsOf({ kind: 'availableNow' }, (run) => ({ tookMs: 1, ran: run < 3 }))).toEqual([0, 1, 2, 3])
})

test('a ring ends the wait of the default trigger, and stopping ends every wait', async () => {
  const machine = new SimulatedMachine(1)
  const { clock } = machine.start()
  const stop = new AbortController()
  const starts: number[] = []
  const ticks = executeTriggers(
    { kind: 'default' },
    { clock, pollingDelayMs: () => hourMs, signal: stop.signal, wake: () => clock.sleep(50) },
    async () => {
      starts.push(clock.monotonic())
      if (starts.length === 3) stop.abort()
      return { ran: false }
    },
  )
  await machine.scheduler.runUntil(lastValueFrom(ticks))
  expect(starts).toEqual([0, 50, 100])
})

test('stopping ends the wait for a far tick', async () => {
  const machine = new SimulatedMachine(1)
  const { clock } = machine.start()
  const stop = new AbortController()
  const ticks = executeTriggers(
    { kind: 'processingTime', intervalMs: 24 * hourMs },
    { clock, pollingDelayMs: () => 10, signal: stop.signal, wake: () => new Promise(() => {}) },
    async () => ({ ran: true }),
  )
  void clock.sleep(100).then(() => stop.abort())
  await machine.scheduler.runUntil(lastValueFrom(ticks))
  expect(clock.monotonic()).toBe(100)
})

test('a trigger that fails ends the run with its error', async () => {
  const machine = new SimulatedMachine(1)
  const { clock } = machine.start()
  const ticks = executeTriggers(
    { kind: 'default' },
    { clock, pollingDelayMs: () => 10, signal: new AbortController().signal, wake: () => new Promise(() => {}) },
    async () => {
      throw new Error('broken')
    },
  )
  await expect(machine.scheduler.runUntil(lastValueFrom(ticks))).rejects.toThrow('broken')
})
