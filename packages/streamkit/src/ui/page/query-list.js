/** @import { QuerySummary } from '../page-state.ts' */
import { element, setText } from './elements.js'
import { sparkline } from './sparkline.js'
import { ago, count, duration, elapsed, rowsPerSecond, short } from './units.js'

const stateNames = { starting: 'Starting', running: 'Running', stopped: 'Ended', failed: 'Failed' }

/**
 * @param {QuerySummary} query
 * @returns {string}
 */
export function queryName({ name, id, runId }) {
  return name ?? `unnamed ${(id || runId).slice(0, 8)}`
}

/**
 * @param {QuerySummary} query
 * @returns {string}
 */
export function stateText(query) {
  return query.state === 'running' && query.isTriggerActive ? 'Running a batch' : stateNames[query.state]
}

/**
 * The state of a query: colour, shape and word, so that none of them is needed.
 *
 * @returns {{ readonly element: HTMLElement, update(query: QuerySummary): void }}
 */
export function stateBadge() {
  const text = element('span')
  const made = element('span', { class: 'badge' }, element('span', { class: 'dot', 'aria-hidden': 'true' }), text)
  return {
    element: made,
    update(query) {
      made.dataset.state = query.state
      // Batches come and go too fast to be read: that one runs shows in the title.
      setText(text, stateNames[query.state])
      made.title = query.message
    },
  }
}

/**
 * A figure with its name.
 *
 * @param {string} name
 * @returns {{ readonly element: HTMLElement, update(value: string, note?: string): void }}
 */
export function tile(name) {
  const value = element('dd', { class: 'tile-value' })
  const note = element('dd', { class: 'tile-note' })
  return {
    element: element('div', { class: 'tile' }, element('dt', {}, name), value, note),
    update(text, more = '') {
      setText(value, text)
      setText(note, more)
    },
  }
}

/** What the page knows: all queries by run, in the order of the list, and how far the clock of the server is ahead. */
/**
 * @typedef {{ readonly queries: ReadonlyMap<string, QuerySummary>, readonly order: readonly string[], readonly nowMs: () => number }} Known
 */

/**
 * The list of all queries.
 *
 * @param {HTMLElement} main
 * @returns {{ update(known: Known): void, tick(known: Known): void }}
 */
export function queryList(main) {
  const tiles = {
    running: tile('Running'),
    rate: tile('Processed now'),
    rows: tile('Rows read'),
    bad: tile('Dead letters'),
    failed: tile('Failed'),
  }
  const running = section('Running queries', 'No query is running.')
  const ended = section('Ended queries', '')
  main.replaceChildren(
    element('h1', {}, 'Streaming queries'),
    element(
      'dl',
      { class: 'tiles' },
      Object.values(tiles).map((made) => made.element),
    ),
    running.element,
    ended.element,
  )
  /** @type {(known: Known) => void} */
  const update = (known) => {
    const all = known.order.flatMap((runId) => known.queries.get(runId) ?? [])
    const active = all.filter(isActive)
    const sum = (/** @type {readonly QuerySummary[]} */ of, /** @type {(query: QuerySummary) => number} */ figure) =>
      of.reduce((total, query) => total + figure(query), 0)
    tiles.running.update(count(active.length))
    tiles.rate.update(rowsPerSecond(sum(active, ({ lastWithRows }) => lastWithRows?.processedRowsPerSecond ?? 0)))
    tiles.rows.update(short(sum(all, ({ inputRows }) => inputRows)))
    tiles.bad.update(count(sum(all, ({ deadLetters }) => deadLetters)))
    tiles.failed.update(count(all.filter(({ state }) => state === 'failed').length))
    running.update(active, known.nowMs())
    ended.update(
      all.filter((query) => !isActive(query)),
      known.nowMs(),
    )
    ended.element.hidden = active.length === all.length
  }
  return {
    update,
    tick(known) {
      running.tick(known.nowMs())
      ended.tick(known.nowMs())
    },
  }
}

/**
 * @param {QuerySummary} query
 * @returns {boolean}
 */
function isActive({ state }) {
  return state === 'running' || state === 'starting'
}

const columns = ['Query', 'State', 'Uptime', 'Last batch', 'Input', 'Processed', 'Rows read', 'Trend']

/**
 * @param {string} title
 * @param {string} empty
 */
function section(title, empty) {
  const body = element('tbody')
  const nothing = element(
    'p',
    { class: 'empty' },
    empty,
    element('span', {}, ' Start one in this session, and it appears here.'),
  )
  const head = element(
    'tr',
    {},
    columns.map((name, i) => element('th', { scope: 'col', class: i >= 2 && i <= 6 ? 'number' : null }, name)),
  )
  const table = element(
    'table',
    { class: 'queries' },
    element('caption', { class: 'unseen' }, title),
    element('thead', {}, head),
    body,
  )
  const number = element('span', { class: 'count' })
  /** @type {Map<string, ReturnType<typeof row>>} */
  const rows = new Map()
  return {
    element: element('section', { class: 'card' }, element('h2', {}, title, number), nothing, table),
    /** @type {(queries: readonly QuerySummary[], nowMs: number) => void} */
    update(queries, nowMs) {
      setText(number, queries.length === 0 ? '' : String(queries.length))
      nothing.hidden = queries.length > 0
      table.hidden = queries.length === 0
      const shown = queries.map((query) => {
        const made = rows.get(query.runId) ?? row()
        rows.set(query.runId, made)
        made.update(query, nowMs)
        return made.element
      })
      for (const runId of rows.keys()) if (!queries.some((query) => query.runId === runId)) rows.delete(runId)
      // Moving a row takes the focus away: only where the order has changed.
      if (shown.length !== body.children.length || shown.some((made, i) => body.children[i] !== made))
        body.replaceChildren(...shown)
    },
    /** @type {(nowMs: number) => void} */
    tick(nowMs) {
      for (const made of rows.values()) made.tick(nowMs)
    },
  }
}

function row() {
  const link = element('a', { class: 'query-link' })
  const note = element('span', { class: 'note' })
  const badge = stateBadge()
  const reason = element('span', { class: 'note bad' })
  const cells = {
    uptime: element('td'),
    batch: element('td'),
    input: element('td'),
    processed: element('td'),
    rows: element('td'),
  }
  for (const [i, cell] of Object.values(cells).entries()) {
    cell.className = 'number'
    cell.dataset.label = columns[i + 2] ?? ''
  }
  const batchTime = element('span')
  const batchNote = element('span', { class: 'note' })
  cells.batch.append(batchTime, batchNote)
  const trend = sparkline()
  const made = element(
    'tr',
    {},
    element('th', { scope: 'row' }, link, note),
    element('td', { class: 'state-cell' }, badge.element, reason),
    Object.values(cells),
    element('td', { class: 'trend' }, trend.element),
  )
  /** @type {QuerySummary | null} */
  let shown = null
  const tick = (/** @type {number} */ nowMs) => {
    if (shown === null) return
    const { startedAtMs, endedAtMs, lastSample } = shown
    setText(cells.uptime, elapsed((endedAtMs ?? nowMs) - startedAtMs))
    setText(batchTime, lastSample === null ? '–' : ago(nowMs - lastSample.atMs - lastSample.durationMs))
  }
  return {
    element: made,
    tick,
    /** @type {(query: QuerySummary, nowMs: number) => void} */
    update(query, nowMs) {
      shown = query
      const { lastSample, lastWithRows } = query
      link.href = `#/query/${query.runId}`
      setText(link, queryName(query))
      setText(note, `${query.outputMode} · ${query.trigger}`)
      badge.update(query)
      setText(reason, query.condition ?? '')
      setText(
        batchNote,
        lastSample === null ? 'no batch yet' : `#${lastSample.batchId} · ${duration(lastSample.durationMs)}`,
      )
      setText(cells.input, rowsPerSecond(lastWithRows?.inputRowsPerSecond))
      setText(cells.processed, rowsPerSecond(lastWithRows?.processedRowsPerSecond))
      setText(cells.rows, short(query.inputRows))
      trend.update(query.rates)
      tick(nowMs)
    },
  }
}
