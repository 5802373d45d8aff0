/** @import { BatchSample } from '../batch-sample.ts' */
/** @import { QueryDetail, QuerySummary } from '../page-state.ts' */
/** @import { Known } from './query-list.js' */
import { batchCharts } from './batch-charts.js'
import { element, fill, setText } from './elements.js'
import { planView } from './plan-tree.js'
import { queryName, stateBadge, tile } from './query-list.js'
import { facts, queryTables } from './query-tables.js'
import { ago, byteSize, count, dateAndTime, duration, elapsed, rowsPerSecond, short } from './units.js'

/**
 * One query in depth.
 *
 * @param {HTMLElement} main
 * @param {string} runId
 */
export function queryView(main, runId) {
  const name = element('h1', { class: 'long-name' }, 'Query')
  const badge = stateBadge()
  const about = element('div')
  const tiles = {
    input: tile('Input'),
    processed: tile('Processed'),
    batch: tile('Last batch'),
    rows: tile('Rows read'),
    state: tile('State'),
    lag: tile('Watermark lag'),
    bad: tile('Dead letters'),
  }
  const why = element('section', { class: 'notice', 'aria-label': 'Why no rows come out', hidden: true })
  const chartGrid = element('div', { class: 'charts' })
  const charts = batchCharts(chartGrid)
  const waiting = element('p', { class: 'empty card' }, '')
  const planBody = element('div', { class: 'plan-scroll' })
  const plan = planView(planBody)
  const tables = queryTables()
  const progressPart = element('section', { class: 'card' }, element('h2', {}, 'Last progress'))
  const progress = element('pre', { class: 'code', tabindex: 0, 'aria-label': 'Last progress as JSON' })
  progressPart.append(element('details', {}, element('summary', {}, 'As JSON'), progress))
  main.replaceChildren(
    element('nav', { class: 'crumbs', 'aria-label': 'Breadcrumb' }, element('a', { href: '#/' }, 'All queries')),
    element('div', { class: 'title' }, name, badge.element),
    about,
    element(
      'dl',
      { class: 'tiles' },
      Object.values(tiles).map((made) => made.element),
    ),
    tables.errors,
    why,
    element('section', { 'aria-label': 'Charts' }, element('h2', { class: 'unseen' }, 'Charts'), waiting, chartGrid),
    element('section', { class: 'card' }, element('h2', {}, 'Plan'), planBody, plansAsText(runId)),
    ...tables.elements,
    progressPart,
  )
  /** @type {BatchSample[]} */
  let samples = []
  let next = 0
  /** @type {QuerySummary | null} */
  let shown = null

  const showSummary = (/** @type {Known} */ known) => {
    const query = known.queries.get(runId)
    if (query === undefined) return
    shown = query
    setText(name, queryName(query))
    badge.update(query)
    showTiles(tiles, query, known.nowMs())
  }
  return {
    runId,
    update: showSummary,
    tick: showSummary,
    /** @type {(detail: QueryDetail) => void} */
    show(detail) {
      // A new connection begins again with everything.
      if (detail.firstSample !== next) samples = []
      samples = [...samples, ...detail.samples].slice(-detail.mostSamples)
      next = detail.firstSample + detail.samples.length
      waiting.hidden = samples.length > 0
      setText(
        waiting,
        detail.summary.endedAtMs === null
          ? 'No batch yet: the charts begin with the first.'
          : 'It ended before its first batch.',
      )
      if (samples.length > 0) charts.update(samples)
      plan.update(detail.plan, detail.progress?.stateOperators ?? [])
      tables.update(detail)
      progressPart.hidden = detail.progress === null
      setText(progress, JSON.stringify(detail.progress, null, 2))
      showWhy(why, detail)
      const query = shown ?? detail.summary
      fill(about, [query.id, query.runId, detail.checkpoint, query.startedAtMs, query.endedAtMs], () => [
        facts(
          [
            ['Started', dateAndTime(query.startedAtMs)],
            ...(query.endedAtMs === null ? [] : [/** @type {const} */ (['Ended', dateAndTime(query.endedAtMs)])]),
            ['Output', `${query.outputMode}, ${query.trigger}`],
            ['Id', query.id || '–'],
            ['Run', query.runId],
            ['Checkpoint', detail.checkpoint],
          ],
          'about',
        ),
      ])
    },
    redraw: () => charts.redraw(),
    close: () => charts.close(),
  }
}

/**
 * @param {Readonly<Record<'input' | 'processed' | 'batch' | 'rows' | 'state' | 'lag' | 'bad', ReturnType<typeof tile>>>} tiles
 * @param {QuerySummary} query
 * @param {number} nowMs
 */
function showTiles(tiles, query, nowMs) {
  const { lastSample: last, lastWithRows, batches, inputRows, lateRows, deadLetters, startedAtMs, endedAtMs } = query
  tiles.input.update(rowsPerSecond(lastWithRows?.inputRowsPerSecond))
  tiles.processed.update(rowsPerSecond(lastWithRows?.processedRowsPerSecond))
  tiles.batch.update(
    last === null ? '–' : duration(last.durationMs),
    last === null ? '' : `#${last.batchId}, ${ago(nowMs - last.atMs - last.durationMs)}`,
  )
  tiles.rows.update(
    short(inputRows),
    `${count(batches)} ${batches === 1 ? 'batch' : 'batches'} in ${elapsed((endedAtMs ?? nowMs) - startedAtMs)}`,
  )
  const stateRows = last?.stateRows ?? null
  tiles.state.element.hidden = stateRows === null
  tiles.state.update(stateRows === null ? '' : short(stateRows), byteSize(last?.stateBytes))
  const lag = last?.watermarkLagMs ?? null
  tiles.lag.element.hidden = lag === null
  tiles.lag.update(duration(lag), lateRows === 0 ? 'no late rows' : `${short(lateRows)} late rows dropped`)
  tiles.bad.update(count(deadLetters))
}

/** What keeps rows back is worth a word; that everything is done, or that a batch runs, is not. */
const worthTelling = new Set([
  'watermarkNotSet',
  'watermarkHeldBack',
  'waitingForWatermark',
  'noDataBatchesOff',
  'allDropped',
  'allFiltered',
])

/** These are how it is meant to be. */
const usual = new Set(['waitingForWatermark', 'allFiltered'])

/**
 * @param {HTMLElement} why
 * @param {QueryDetail} detail
 */
function showWhy(why, { noOutput }) {
  const reasons = (noOutput?.reasons ?? []).filter(({ kind }) => worthTelling.has(kind))
  why.hidden = reasons.length === 0
  why.classList.toggle(
    'calm',
    reasons.every(({ kind }) => usual.has(kind)),
  )
  fill(why, reasons, () => [
    element('h2', {}, 'Rows that wait'),
    ...reasons.map(({ text, needed }) =>
      element('p', {}, text, needed === null ? null : element('span', { class: 'note' }, ` Needed: ${needed}.`)),
    ),
  ])
}

/**
 * The plans on the way to the physical one: asked for when somebody wants to see them.
 *
 * @param {string} runId
 */
function plansAsText(runId) {
  const text = element('pre', { class: 'code', tabindex: 0, 'aria-label': 'All plans as text' }, 'Loading')
  const details = element('details', {}, element('summary', {}, 'All plans as text'), text)
  details.addEventListener('toggle', async () => {
    if (!details.open) return
    try {
      const response = await fetch(`/api/queries/${encodeURIComponent(runId)}/plan`)
      setText(text, response.ok ? (await response.json()).text : 'The plans are gone.')
    } catch {
      setText(text, 'The program does not answer.')
    }
  })
  return details
}
