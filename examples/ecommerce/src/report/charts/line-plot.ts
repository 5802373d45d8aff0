import { html, type Markup } from '../html.ts'
import { intervalStart } from '../time-axis.ts'
import { colorClass } from './legend.ts'
import { type PlotArea, plotFrame, round, type TimePlot } from './plot-frame.ts'

/** One line: a figure for each interval, null where there is none. The line goes on from one figure to the next. */
export interface Line {
  readonly name: string
  readonly figures: readonly (number | null)[]
}

/** Up to so many figures each has a mark of its own to point at. */
const mostMarks = 400

/** Draws figures over time, a line for each series. */
export function linePlot(plot: TimePlot, lines: readonly Line[]): Markup {
  const all = lines.flatMap(({ figures }) => figures.filter((figure) => figure !== null))
  const most = all.reduce((a, b) => Math.max(a, b), 0)
  const isMarked = all.length <= mostMarks
  return plotFrame(
    plot,
    most,
    (area) =>
      html`${lines.map((line, index) => {
        const points = pointsOf(line, area)
        const path = points.map(({ x, y }) => `${x},${y}`).join(' ')
        return html`<g class="${colorClass(index)}"><polyline class="line" points="${path}"/>${
          isMarked || points.length === 1 ? points.map((point) => dot(plot, line, point)) : null
        }</g>`
      })}`,
  )
}

interface Point {
  readonly x: number
  readonly y: number
  readonly index: number
  readonly figure: number
}

function pointsOf({ figures }: Line, { left, intervalWidth, figures: scale }: PlotArea): readonly Point[] {
  return figures.flatMap((figure, index) => {
    if (figure === null) return []
    return [{ x: round(left(index) + intervalWidth / 2), y: round(scale.place(figure)), index, figure }]
  })
}

function dot({ axis, unit }: TimePlot, { name }: Line, { x, y, index, figure }: Point): Markup {
  const time = new Date(intervalStart(axis, index)).toISOString().slice(11, 19)
  return html`<circle class="dot" cx="${x}" cy="${y}" r="2.5"><title>${name}, ${time}: ${unit.text(figure)}</title></circle>`
}
