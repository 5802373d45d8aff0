import { html, type Markup } from '../html.ts'
import { intervalStart } from '../time-axis.ts'
import { colorClass } from './legend.ts'
import { type PlotArea, plotFrame, round, type TimePlot } from './plot-frame.ts'

/** One layer of the columns: a figure for each interval, null where there is none. */
export interface Layer {
  readonly name: string
  readonly figures: readonly (number | null)[]
}

/** Draws a column for each interval, the layers one on top of the other, the first at the bottom. */
export function stackedColumns(plot: TimePlot, layers: readonly Layer[]): Markup {
  const indexes = Array.from({ length: plot.axis.count }, (_, index) => index)
  const height = (index: number): number => layers.reduce((sum, { figures }) => sum + (figures[index] ?? 0), 0)
  const most = indexes.map(height).reduce((a, b) => Math.max(a, b), 0)
  return plotFrame(plot, most, (area) => html`${indexes.map((index) => column(plot, layers, { area, index }))}`)
}

function column(
  { axis, unit }: TimePlot,
  layers: readonly Layer[],
  { area, index }: { readonly area: PlotArea; readonly index: number },
): Markup {
  const time = new Date(intervalStart(axis, index)).toISOString().slice(11, 19)
  const gap = area.intervalWidth > 4 ? 1 : 0
  const x = round(area.left(index) + gap)
  const columnWidth = round(Math.min(area.intervalWidth - gap, 32))
  let below = 0
  return html`${layers.map(({ name, figures }, layer) => {
    const figure = figures[index] ?? 0
    if (figure === 0) return null
    const [bottom, top] = [area.figures.place(below), area.figures.place(below + figure)]
    below += figure
    return html`<rect class="fill ${colorClass(layer)}" x="${x}" y="${round(top)}" width="${columnWidth}" height="${round(bottom - top)}"><title>${name}, ${time}: ${unit.text(figure)}</title></rect>`
  })}`
}
