import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type TimeWindow, WindowAssigner, type WindowSpec } from './window-assigner.ts'

const second = 1_000_000
const day = 86_400 * second

/** The windows of a time, last first, in the way that TimeWindowExec asks for them. */
function windowsOf(assigner: WindowAssigner, time: number, { slideMicros }: WindowSpec): TimeWindow[] {
  const windows: TimeWindow[] = []
  for (let window = assigner.last(time); window[1] > time; window = assigner.at(window[0] - slideMicros)) {
    windows.push(window)
  }
  return windows
}

/** Every window there could be near a time, tried one by one. */
function naive(time: number, { durationMicros, slideMicros, startMicros }: WindowSpec): TimeWindow[] {
  const windows: TimeWindow[] = []
  const around = Number(BigInt(Math.floor(time / slideMicros)))
  const steps = Math.ceil(durationMicros / slideMicros) + 3
  for (let n = around + 3; n > around - steps - 1; n--) {
    const start = startMicros + n * slideMicros
    if (start <= time && time < start + durationMicros) windows.push([start, start + durationMicros])
  }
  return windows
}

const spec = fc
  .record({
    slide: fc.integer({ min: 1, max: 5_000 }),
    factor: fc.double({ min: 1, max: 6, noNaN: true }),
    part: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .map(({ slide, factor, part }): WindowSpec => {
    const startMicros = Math.trunc(part * (slide - 1))
    return { slideMicros: slide, durationMicros: Math.floor(slide * factor), startMicros }
  })

describe('windows of a time', () => {
  test('are those that a naive enumeration finds, before and after 1970, whatever was asked before', () => {
    fc.assert(
      fc.property(
        spec,
        fc.array(fc.integer({ min: -20_000, max: 20_000 }), { minLength: 1, maxLength: 30 }),
        (of, times) => {
          const assigner = new WindowAssigner(of)
          for (const time of times) expect(windowsOf(assigner, time, of)).toEqual(naive(time, of))
        },
      ),
    )
  })

  test('are exact to the microsecond far from 1970', () => {
    const of = { durationMicros: 7 * second, slideMicros: 3 * second, startMicros: -1 }
    const assigner = new WindowAssigner(of)
    for (const year of [-200, 30, 250]) {
      for (const more of [-1, 0, 1]) {
        const time = year * 365 * day + more
        const windows = windowsOf(assigner, time, of)
        expect(windows.length).toBeGreaterThanOrEqual(2)
        for (const [start, end] of windows) {
          expect(start <= time && time < end && end - start === of.durationMicros).toBe(true)
          expect((BigInt(start) + 1n) % BigInt(of.slideMicros)).toBe(0n)
        }
      }
    }
  })

  test('hold their start and not their end', () => {
    const of = { durationMicros: 10, slideMicros: 10, startMicros: 0 }
    const assigner = new WindowAssigner(of)
    expect([-1, 0, 9, 10].map((time) => assigner.last(time))).toEqual([
      [-10, 0],
      [0, 10],
      [0, 10],
      [10, 20],
    ])
  })

  test('are one object as often as they are asked for', () => {
    const of = { durationMicros: 10, slideMicros: 10, startMicros: 0 }
    const assigner = new WindowAssigner(of)
    const first = assigner.last(3)
    assigner.last(25)
    expect(assigner.last(7)).toBe(first)
  })

  test('of which there are very many are still right', () => {
    const of = { durationMicros: 2, slideMicros: 1, startMicros: 0 }
    const assigner = new WindowAssigner(of)
    for (let time = 0; time < 10_000; time++) expect(windowsOf(assigner, time, of)).toEqual(naive(time, of))
  })
})
