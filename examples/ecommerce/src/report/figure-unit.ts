import { bytesText, countText, durationText } from './figure-text.ts'

/** What figures count: how they are written, and where round numbers begin again. */
export interface FigureUnit {
  readonly text: (figure: number) => string
  /** The sizes that have a name of their own, the smallest first: round figures are multiples of them. */
  readonly sizes: readonly number[]
}

export const counts: FigureUnit = { text: countText, sizes: [1] }
/** Milliseconds. */
export const durations: FigureUnit = { text: durationText, sizes: [1, 1000, 60_000, 3_600_000] }
export const bytes: FigureUnit = { text: bytesText, sizes: [1, 1024, 1024 ** 2, 1024 ** 3, 1024 ** 4] }
