import { html, type Markup } from '../html.ts'

/** How many colours there are; further series begin again with the first. */
const colors = 7

/** The style class that gives a series its colour. */
export function colorClass(index: number): string {
  return `c${index % colors}`
}

/** The names of the series beside their colours. */
export function legend(names: readonly string[]): Markup {
  return html`<ul class="legend">${names.map(
    (name, index) => html`<li><i class="${colorClass(index)}"></i><bdi>${name}</bdi></li>`,
  )}</ul>`
}
