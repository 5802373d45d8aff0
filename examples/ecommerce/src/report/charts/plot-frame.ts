import type { FigureUnit } from '../figure-unit.ts'
import { html, type Markup } from '../html.ts'
import type { TimeAxis } from '../time-axis.ts'
import { type LinearScale, linearScale } from './linear-scale.ts'
import { timeLabels } from './time-labels.ts'

/** A plot over time: what it shows, and what its figures count. */
export interface TimePlot {
  /** Read out instead of the drawing. */
  readonly title: string
  readonly axis: TimeAxis
  readonly unit: FigureUnit
}

/** Where the marks of a plot go. */
export interface PlotArea {
  /** The left edge and the width of an interval. */
  readonly left: (index: number) => number
  readonly intervalWidth: number
  readonly figures: LinearScale
}

const width = 720
const height = 200
const edge = { left: 64, right: 8, top: 10, bottom: 24 } as const

/** Draws the axes around the marks: figures from 0 to `most`, time from left to right. */
export function plotFrame(plot: TimePlot, most: number, marks: (area: PlotArea) => Markup): Markup {
  const { title, axis, unit } = plot
  const intervalWidth = (width - edge.left - edge.right) / axis.count
  const left = (index: number): number => round(edge.left + index * intervalWidth)
  const figures = linearScale(most, { start: height - edge.bottom, end: edge.top, unit })
  const right = width - edge.right
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
${figures.ticks.map((tick) => {
  const y = round(figures.place(tick))
  return html`<line class="grid" x1="${edge.left}" x2="${right}" y1="${y}" y2="${y}"/><text class="tick" x="${edge.left - 6}" y="${y + 4}" text-anchor="end">${unit.text(tick)}</text>`
})}
${timeLabels(axis).map(({ index, text }) => html`<text class="tick" x="${left(index)}" y="${height - 8}">${text}</text>`)}
${marks({ left, intervalWidth, figures })}
</svg>`
}

/** A place in the drawing, to a tenth of a unit: more only makes the page larger. */
export function round(place: number): number {
  return Math.round(place * 10) / 10
}
