import { svgElement } from './elements.js'

const width = 120
const height = 28

/**
 * A small line without axes, for eyes only: the figures are beside it.
 *
 * @returns {{ readonly element: SVGElement, update(values: readonly number[]): void }}
 */
export function sparkline() {
  const area = svgElement('polygon', { class: 'spark-area' })
  const line = svgElement('polyline', { class: 'spark-line' })
  const made = svgElement(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, class: 'spark', 'aria-hidden': 'true' },
    area,
    line,
  )
  return {
    element: made,
    update(values) {
      const most = Math.max(...values, 1e-9)
      const step = width / Math.max(1, values.length - 1)
      const points = values.map(
        (value, i) => `${(i * step).toFixed(1)},${(height - 2 - (value / most) * (height - 4)).toFixed(1)}`,
      )
      if (points.length === 1) points.push(`${width},${points[0]?.split(',')[1]}`)
      line.setAttribute('points', points.join(' '))
      area.setAttribute('points', points.length === 0 ? '' : `0,${height} ${points.join(' ')} ${width},${height}`)
    },
  }
}
