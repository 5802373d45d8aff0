import { intervalStart, type TimeAxis } from '../time-axis.ts'

/** A moment to write below a plot. */
export interface TimeLabel {
  /** Index of the interval that it stands at. */
  readonly index: number
  readonly text: string
}

/** About `most` moments of an axis, evenly apart: the time of the day, and the date where it changes. UTC. */
export function timeLabels(axis: TimeAxis, most: number = 6): readonly TimeLabel[] {
  const every = Math.max(1, Math.ceil(axis.count / most))
  let day = dayOf(axis.fromMs)
  const labels: TimeLabel[] = []
  for (let index = 0; index < axis.count; index += every) {
    const text = new Date(intervalStart(axis, index)).toISOString()
    const isNewDay = text.slice(0, 10) !== day
    day = text.slice(0, 10)
    labels.push({ index, text: isNewDay ? text.slice(5, 16).replace('T', ' ') : text.slice(11, 19) })
  }
  return labels
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
