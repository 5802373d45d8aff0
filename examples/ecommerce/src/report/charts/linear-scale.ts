import type { FigureUnit } from '../figure-unit.ts'

/** Places figures on a line of the drawing. */
export interface LinearScale {
  /** Where a figure is, in units of the drawing. */
  place(figure: number): number
  /** Round figures to write beside the line, from the least to the most. */
  readonly ticks: readonly number[]
}

/** Where the line begins and ends, in units of the drawing, and what it measures. */
export interface ScaleOptions {
  readonly start: number
  readonly end: number
  readonly unit: FigureUnit
}

/** A scale from 0 to a round figure at or above `most`. */
export function linearScale(most: number, { start, end, unit }: ScaleOptions): LinearScale {
  // Figures that are next to nothing are drawn on a line from 0 to 1.
  const step = roundStep(most > 1e-6 ? most / 4 : 0.25, unit)
  const count = Math.max(1, Math.ceil(most / step - 1e-9))
  const top = count * step
  return {
    place: (figure) => start + ((end - start) * figure) / top,
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  }
}

/** The next of 1, 2, 5, 10, 20, 50 ... of the unit's size. */
function roundStep(least: number, { sizes }: FigureUnit): number {
  const size = sizes.findLast((candidate) => candidate <= least) ?? 1
  const power = size * 10 ** Math.floor(Math.log10(least / size))
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= least * (1 - 1e-9)) ?? 10 * power
}
