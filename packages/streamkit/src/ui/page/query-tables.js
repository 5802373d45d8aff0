/** @import { QueryDetail } from '../page-state.ts' */
/** @import { StreamingQueryProgress } from '../../contracts/streaming-query-progress.ts' */
import { element, figureTable, fill } from './elements.js'
import { byteSize, count, dateAndTime, duration, rowsPerSecond } from './units.js'

/**
 * A part of the page with a heading, hidden while it has nothing to tell.
 *
 * @param {string} title
 */
function part(title) {
  const body = element('div')
  const made = element('section', { class: 'card' }, element('h2', {}, title), body)
  return {
    element: made,
    /** @type {(value: unknown, contents: () => readonly Node[] | null) => void} */
    update(value, contents) {
      fill(body, value, () => {
        const nodes = contents()
        made.hidden = nodes === null
        return nodes ?? []
      })
    },
  }
}

/** Sources with their offsets, the sink, state, observed metrics, dead letters, errors: what is a table rather than a chart. */
export function queryTables() {
  const errorPart = part('Errors')
  const parts = {
    sources: part('Sources and offsets'),
    sink: part('Sink'),
    state: part('State'),
    observed: part('Observed metrics'),
    deadLetters: part('Dead letters'),
  }
  return {
    errors: errorPart.element,
    elements: Object.values(parts).map((made) => made.element),
    /** @type {(detail: QueryDetail) => void} */
    update({ errors, progress, deadLetters }) {
      errorPart.update(errors, () => (errors.length === 0 ? null : errorList(errors)))
      parts.sources.update(progress?.sources, () => (progress === null ? null : sourceList(progress)))
      parts.sink.update(progress?.sink, () => (progress === null ? null : sinkList(progress)))
      parts.state.update(progress?.stateOperators, () =>
        (progress?.stateOperators.length ?? 0) === 0 ? null : [stateTable(progress)],
      )
      parts.observed.update(progress?.observedMetrics, () =>
        progress?.observedMetrics === undefined ? null : [observedTable(progress)],
      )
      parts.deadLetters.update([deadLetters, progress === null], () =>
        progress === null
          ? null
          : [
              deadLetters.length === 0
                ? element('p', { class: 'empty' }, 'Every record became a row.')
                : figureTable(
                    'Dead letters by reason',
                    ['Source', 'Reason', '#Records'],
                    deadLetters.map(({ source, reason, count: records }) => [source, reason, count(records)]),
                  ),
            ],
      )
    },
  }
}

/**
 * @param {QueryDetail['errors']} errors
 * @returns {readonly Node[]}
 */
function errorList(errors) {
  const items = errors.map(({ endedAtMs, chain }) => {
    const links = chain.map(({ condition, message }, i) =>
      element(
        'li',
        {},
        element(
          'p',
          { class: 'condition' },
          i === 0 ? '' : element('span', { class: 'note' }, 'caused by '),
          condition === null ? null : element('code', {}, condition),
        ),
        element('pre', { class: 'message', tabindex: 0 }, message),
      ),
    )
    return element(
      'li',
      {},
      element('p', { class: 'note' }, dateAndTime(endedAtMs)),
      element('ol', { class: 'chain' }, links),
    )
  })
  return [element('ul', { class: 'errors' }, items)]
}

/**
 * @param {StreamingQueryProgress} progress
 * @returns {readonly Node[]}
 */
function sourceList({ sources }) {
  return sources.map(
    ({
      description,
      startOffset,
      endOffset,
      latestOffset,
      numInputRows,
      inputRowsPerSecond,
      processedRowsPerSecond,
      metrics = {},
    }) =>
      element(
        'div',
        { class: 'source' },
        element('h3', { class: 'long-name' }, description),
        facts([
          ['Rows', count(numInputRows)],
          ['Input', rowsPerSecond(inputRowsPerSecond)],
          ['Processed', rowsPerSecond(processedRowsPerSecond)],
          ...Object.entries(metrics).map(([name, value]) => /** @type {[string, string]} */ ([name, value])),
        ]),
        facts(
          [
            ['From', offsetText(startOffset)],
            ['To', offsetText(endOffset)],
            ['Latest', offsetText(latestOffset)],
          ],
          'offsets',
        ),
      ),
  )
}

/**
 * @param {StreamingQueryProgress} progress
 * @returns {readonly Node[]}
 */
function sinkList({ sink: { description, numOutputRows, metrics = {} } }) {
  return [
    element('h3', { class: 'long-name' }, description),
    facts([['Rows', numOutputRows < 0 ? 'not told' : count(numOutputRows)], ...Object.entries(metrics)]),
  ]
}

/** @param {StreamingQueryProgress | null} progress */
function stateTable(progress) {
  const rows = progress?.stateOperators ?? []
  return figureTable(
    'Operators that keep state',
    ['Operator', '#Rows', '#Updated', '#Removed', '#Late', '#Memory', '#Commit'],
    rows.map((state) => [
      state.operatorName,
      count(state.numRowsTotal),
      count(state.numRowsUpdated),
      count(state.numRowsRemoved),
      count(state.numRowsDroppedByWatermark),
      byteSize(state.memoryUsedBytes),
      duration(state.commitTimeMs),
    ]),
  )
}

/** @param {StreamingQueryProgress | null} progress */
function observedTable(progress) {
  const rows = Object.entries(progress?.observedMetrics ?? {}).flatMap(([name, metrics]) =>
    Object.entries(metrics).map(([metric, value]) => [
      name,
      metric,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  return figureTable('Observed metrics of the last batch', ['Observation', 'Metric', '#Value'], rows)
}

/**
 * @param {readonly (readonly [name: string, value: string])[]} pairs
 * @param {string} [kind]
 */
export function facts(pairs, kind = 'facts') {
  return element(
    'dl',
    { class: kind },
    pairs.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  )
}

/**
 * @param {unknown} offset
 * @returns {string}
 */
function offsetText(offset) {
  if (offset === null || offset === undefined) return '–'
  return typeof offset === 'string' ? offset : JSON.stringify(offset)
}
