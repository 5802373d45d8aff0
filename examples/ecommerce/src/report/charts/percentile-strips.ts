import type { FigureUnit } from '../figure-unit.ts'
import { html, type Markup } from '../html.ts'
import type { Distribution } from '../percentiles.ts'
import { colorClass } from './legend.ts'
import { linearScale } from './linear-scale.ts'
import { round } from './plot-frame.ts'

/** The spread of one set of figures, as one strip. */
export interface Strip {
  readonly name: string
  readonly distribution: Distribution
}

export interface StripPlot {
  /** Read out instead of the drawing. */
  readonly title: string
  readonly unit: FigureUnit
}

const width = 720
const rowHeight = 30
const longestName = 28
const edge = { left: 200, right: 30, top: 8, bottom: 24 } as const

/** Draws for each set a line from the least to the most, a bar up to p95 with a gap at p50, and marks at p95 and p99. */
export function percentileStrips({ title, unit }: StripPlot, strips: readonly Strip[]): Markup {
  const height = edge.top + strips.length * rowHeight + edge.bottom
  const most = strips.reduce((max, { distribution }) => Math.max(max, distribution.max), 0)
  const scale = linearScale(most, { start: edge.left, end: width - edge.right, unit })
  const bottom = height - edge.bottom
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${scale.ticks.map((tick) => {
  const x = round(scale.place(tick))
  return html`<line class="grid" x1="${x}" x2="${x}" y1="${edge.top}" y2="${bottom}"/><text class="tick" x="${x}" y="${height - 8}" text-anchor="middle">${unit.text(tick)}</text>`
})}
${strips.map(({ name, distribution }, index) => {
  const y = edge.top + (index + 0.5) * rowHeight
  const { min, p50, p95, p99, max } = distribution
  // A figure below 0 (clocks that differ) is drawn at the edge; the table has it as it is.
  const at = (figure: number): number => round(scale.place(Math.max(0, figure)))
  const tick = (figure: number): Markup =>
    html`<line class="mark" x1="${at(figure)}" x2="${at(figure)}" y1="${y - 8}" y2="${y + 8}"/>`
  return html`<g class="${colorClass(index)}"><title>${name}: p50 ${unit.text(p50)}, p95 ${unit.text(p95)}, p99 ${unit.text(p99)}, at most ${unit.text(max)}</title>
<text class="name" x="${edge.left - 10}" y="${y + 4}" text-anchor="end">${shortened(name)}</text>
<line class="line" x1="${at(min)}" x2="${at(max)}" y1="${y}" y2="${y}"/>
<rect class="fill" x="${at(min)}" y="${y - 5}" width="${round(Math.max(0, at(p95) - at(min)))}" height="10"/>
<line class="gap" x1="${at(p50)}" x2="${at(p50)}" y1="${y - 6}" y2="${y + 6}"/>
${tick(p95)}${tick(p99)}<circle class="dot" cx="${at(max)}" cy="${y}" r="3"/></g>`
})}
</svg>`
}

/** As much of a name as fits beside the strips; all of it is in the title. */
function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}
