import uPlot from '/uplot/uplot.js'
import { element, figureTable, setText } from './elements.js'
import { color } from './theme.js'
import { minuteOfDay, timeOfDay } from './units.js'

/**
 * A line or area of a chart.
 *
 * @typedef {object} Series
 * @property {string} name
 * @property {string} color a custom property of the style sheet
 * @property {(value: number | null | undefined) => string} text
 * @property {'line' | 'area' | 'stack' | 'bars'} [shape] `stack`: an area upon those before it; default `line`
 * @property {boolean} [right] measured by the axis on the right
 * @property {boolean} [logarithmic] for what differs by orders of magnitude
 */

/**
 * @typedef {object} ChartData
 * @property {readonly Series[]} series
 * @property {readonly number[]} times ms since 1970
 * @property {readonly (readonly (number | null)[])[]} values of each series
 */

const height = 210
const tableRows = 20
/** Between two texts of the axis of time, seconds: times are told to the second. */
const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]

/**
 * A chart over time with a legend that tells the values under the cursor, a summary in words, and its figures as a table.
 *
 * @param {string} title
 * @param {string} explanation
 */
export function chart(title, explanation) {
  const canvas = element('div', { class: 'plot', role: 'img' })
  const legend = element('ul', { class: 'legend' })
  const table = element('div')
  const details = element('details', { class: 'as-table' }, element('summary', {}, 'Figures as a table'), table)
  const figure = element(
    'figure',
    { class: 'card chart' },
    element('figcaption', {}, element('h3', {}, title), element('p', { class: 'note' }, explanation)),
    legend,
    canvas,
    details,
  )
  /** @type {uPlot | null} */
  let plot = null
  /** @type {ChartData | null} */
  let data = null
  let shape = ''
  /** @type {HTMLElement[]} */
  let values = []

  const tell = (/** @type {number | null | undefined} */ at) => {
    if (data === null) return
    for (const [k, series] of data.series.entries()) {
      const figures = data.values[k] ?? []
      const value = values[k]
      if (value !== undefined) setText(value, series.text(typeof at === 'number' ? figures[at] : lastKnown(figures)))
    }
  }
  const draw = () => {
    plot?.destroy()
    plot = null
    if (data === null || canvas.clientWidth === 0) return
    plot = new uPlot(plotOptions(data.series, canvas.clientWidth, tell), plotData(data), canvas)
  }
  const resized = new ResizeObserver(() => {
    if (plot === null) draw()
    else if (plot.width !== canvas.clientWidth) plot.setSize({ width: canvas.clientWidth, height })
  })
  resized.observe(canvas)
  const showTable = () => {
    // Who scrolls it with the keyboard is not thrown out.
    if (data !== null && details.open && !table.contains(document.activeElement))
      table.replaceChildren(asTable(title, data))
  }
  details.addEventListener('toggle', showTable)
  return {
    element: figure,
    /** @type {(next: ChartData) => void} */
    update(next) {
      data = next
      const nextShape = JSON.stringify(next.series.map(({ name }) => name))
      if (nextShape !== shape) {
        shape = nextShape
        values = next.series.map(() => element('span', { class: 'legend-value' }))
        legend.replaceChildren(...next.series.map((series, k) => legendItem(series, values[k])))
        draw()
      } else plot?.setData(plotData(next))
      if ((plot?.cursor.idx ?? null) === null) tell(null)
      canvas.setAttribute('aria-label', `${title}. ${inWords(next)}`)
      showTable()
    },
    /** Draws with the colours of now. */
    redraw: draw,
    close() {
      resized.disconnect()
      plot?.destroy()
    },
  }
}

/**
 * @param {Series} series
 * @param {HTMLElement | undefined} value
 */
function legendItem(series, value) {
  const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' })
  swatch.style.background = `var(${series.color})`
  return element('li', {}, swatch, `${series.name} `, value)
}

/** @param {readonly (number | null)[]} figures */
function lastKnown(figures) {
  return figures.findLast((figure) => figure !== null)
}

/**
 * @param {ChartData} data
 * @returns {string}
 */
function inWords({ series, times, values }) {
  const first = times[0]
  if (first === undefined) return 'No batch yet.'
  const told = series.map(({ name, text }, k) => {
    const known = (values[k] ?? []).filter((value) => value !== null)
    return `${name}: ${text(known.at(-1))} now, between ${text(Math.min(...known))} and ${text(Math.max(...known))}`
  })
  return `${times.length} batches since ${timeOfDay(first)}. ${told.join('. ')}.`
}

/**
 * @param {string} title
 * @param {ChartData} data
 */
function asTable(title, { series, times, values }) {
  const rows = times.map((time, i) => [timeOfDay(time), ...series.map(({ text }, k) => text(values[k]?.[i]))])
  return figureTable(
    `${title}, the last batches`,
    ['Time', ...series.map(({ name }) => `#${name}`)],
    rows.slice(-tableRows).reverse(),
  )
}

/**
 * What is stacked is drawn from the top down, each area down to the bottom: the next covers what is not the one before's.
 *
 * @param {ChartData} data
 * @returns {uPlot.AlignedData}
 */
function plotData({ series, times, values }) {
  /** @type {number[]} */
  const below = times.map(() => 0)
  const drawn = series.map((one, k) => {
    const own = values[k] ?? []
    if (one.shape !== 'stack') return [...own]
    for (let i = 0; i < below.length; i++) below[i] = (below[i] ?? 0) + (own[i] ?? 0)
    return [...below]
  })
  return [times.map((time) => time / 1000), ...drawnOrder(series).map((k) => drawn[k] ?? [])]
}

/** @param {readonly Series[]} series */
function drawnOrder(series) {
  return series[0]?.shape === 'stack' ? [...series.keys()].reverse() : [...series.keys()]
}

/**
 * @param {readonly Series[]} series
 * @param {number} width
 * @param {(at: number | null | undefined) => void} tell
 * @returns {uPlot.Options}
 */
function plotOptions(series, width, tell) {
  const ink = color('--muted')
  const grid = { stroke: color('--grid'), width: 1 }
  const font = '12px system-ui, sans-serif'
  const common = { stroke: ink, font, grid, ticks: { show: false } }
  const left = series.find(({ right }) => right !== true)
  const right = series.find((one) => one.right === true)
  /** @type {uPlot.Axis[]} */
  const axes = [{ ...common, size: 36, gap: 9, space: 70, incrs: [...timeSteps], values: timeTexts }]
  if (left !== undefined) {
    const lines = left.logarithmic === true ? { filter: onlyDecades, grid: { ...grid, filter: onlyDecades } } : {}
    axes.push({ ...common, ...lines, scale: 'y', size: axisSize, values: (_, splits) => axisTexts(splits, left) })
  }
  if (right !== undefined) {
    axes.push({
      ...common,
      scale: 'right',
      side: 1,
      size: axisSize,
      grid: { show: false },
      values: (_, splits) => axisTexts(splits, right),
    })
  }
  return {
    width,
    height,
    padding: [10, right === undefined ? 30 : 0, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'batches', setSeries: false }, drag: { x: false, y: false }, points: { size: 7 }, y: false },
    scales: {
      x: { time: true, ...(series[0]?.shape === 'bars' ? { range: withHalfBars } : {}) },
      y: series[0]?.logarithmic === true ? { distr: 4, range: fromZero } : { range: fromZero },
      right: { range: fromZero },
    },
    axes,
    series: [{}, ...drawnOrder(series).map((k) => plotSeries(/** @type {Series} */ (series[k])))],
    hooks: {
      setCursor: [(plot) => tell(plot.cursor.left !== undefined && plot.cursor.left >= 0 ? plot.cursor.idx : null)],
    },
  }
}

/**
 * @param {Series} series
 * @returns {uPlot.Series}
 */
function plotSeries(series) {
  const stroke = color(series.color)
  const scale = series.right === true ? 'right' : 'y'
  // A line of one batch has no length.
  const spanGaps = true
  const points = { show: (/** @type {uPlot} */ plot) => plot.data[0].length === 1, size: 6 }
  switch (series.shape) {
    case 'stack':
      return { scale, stroke, spanGaps, width: 1, fill: stroke, points }
    case 'bars': {
      const paths = uPlot.paths.bars?.({ size: [0.7, 14, 1], radius: 0.15 })
      return {
        scale,
        stroke,
        width: 0,
        fill: stroke,
        points: { show: false },
        ...(paths === undefined ? {} : { paths }),
      }
    }
    case 'area':
      return { scale, stroke, spanGaps, width: 2, fill: stroke.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.14)'), points }
    default:
      return { scale, stroke, spanGaps, width: 2, points }
  }
}

/** @type {uPlot.Range.Function} */
function fromZero(_, least, most) {
  // No data, or all of it is nothing: a line on the ground.
  if (most === null || most === undefined || !(most > 0)) return [Math.min(least ?? 0, 0), 1]
  return [Math.min(least, 0), most * 1.08]
}

/** @type {uPlot.Range.Function} */
function withHalfBars(plot, first, last) {
  const batches = plot.data[0].length
  const half = batches < 2 ? 1 : (last - first) / (batches - 1) / 2
  return [first - half, last + half]
}

/** @type {uPlot.Axis.DynamicValues} */
function timeTexts(_, splits, _axis, _space, step) {
  return splits.map((seconds) => (step < 60 ? timeOfDay(seconds * 1000) : minuteOfDay(seconds * 1000)))
}

/**
 * Of a logarithmic axis, only some lines have a text.
 *
 * @param {readonly (number | null)[]} splits
 * @param {Series} series
 */
function axisTexts(splits, { text }) {
  return splits.map((value) => (value === null ? '' : text(value)))
}

/**
 * The lines of a logarithmic axis: nothing, ten, a hundred and so on.
 *
 * @param {uPlot} _
 * @param {number[]} splits
 * @returns {(number | null)[]}
 */
function onlyDecades(_, splits) {
  return splits.map((value) => (value === 0 || (value > 1 && Number.isInteger(Math.log10(value))) ? value : null))
}

/**
 * @param {uPlot} _
 * @param {string[] | null} texts
 */
function axisSize(_, texts) {
  const longest = Math.max(...(texts ?? []).map((text) => text.length), 3)
  return Math.ceil(longest * 7 + 14)
}
