/** @import { PlanNode } from '../watched-session.ts' */
/** @import { StateOperatorProgress } from '../../contracts/streaming-query-progress.ts' */
import { element, setText } from './elements.js'
import { count, duration, share, short } from './units.js'

/**
 * The plan of a query, the sink's end on top, with rows and time of every operator.
 *
 * @param {HTMLElement} target
 */
export function planView(target) {
  let shape = ''
  /** @type {ReturnType<typeof operatorView>[]} */
  let views = []
  return {
    /** @type {(plan: PlanNode, state: readonly StateOperatorProgress[]) => void} */
    update(plan, state) {
      const nodes = flat(plan)
      const nextShape = JSON.stringify(nodes.map(({ name, detail, children }) => [name, detail, children.length]))
      if (nextShape !== shape) {
        shape = nextShape
        views = nodes.map(operatorView)
        const left = [...views]
        target.replaceChildren(element('ul', { class: 'plan' }, branch(plan, left)))
      }
      const allMs = nodes.reduce((sum, node) => sum + node.total.timeMs, 0)
      for (const [i, node] of nodes.entries()) {
        views[i]?.update(node, allMs, node.stateIndex === null ? undefined : state[node.stateIndex])
      }
    },
  }
}

/**
 * @param {PlanNode} node
 * @returns {PlanNode[]}
 */
function flat(node) {
  return [node, ...node.children.flatMap(flat)]
}

/**
 * @param {PlanNode} node
 * @param {ReturnType<typeof operatorView>[]} left views that have no place yet, in the order of the tree
 * @returns {HTMLElement}
 */
function branch(node, left) {
  const own = left.shift()
  const below = node.children.map((child) => branch(child, left))
  return element('li', {}, own?.element, below.length === 0 ? null : element('ul', {}, below))
}

/** @param {PlanNode} node */
function operatorView({ name, detail }) {
  const figures = { last: element('dd'), total: element('dd'), part: element('dd') }
  const state = element('p', { class: 'note' })
  const bar = element('span', { class: 'share', 'aria-hidden': 'true' })
  return {
    element: element(
      'div',
      { class: 'operator' },
      element(
        'div',
        { class: 'operator-what' },
        element('p', { class: 'operator-name' }, name),
        element('p', { class: 'operator-detail' }, detail),
        state,
      ),
      element(
        'dl',
        {},
        element('div', {}, element('dt', {}, 'Last batch'), figures.last),
        element('div', {}, element('dt', {}, 'In total'), figures.total),
        element('div', { class: 'part' }, element('dt', {}, 'Of the time'), figures.part, bar),
      ),
    ),
    /** @type {(node: PlanNode, allMs: number, state: StateOperatorProgress | undefined) => void} */
    update(node, allMs, kept) {
      const { lastBatch, total } = node
      setText(
        figures.last,
        lastBatch === null
          ? '–'
          : `${count(lastBatch.rows)} ${lastBatch.rows === 1 ? 'row' : 'rows'} · ${duration(lastBatch.timeMs)}`,
      )
      setText(figures.total, `${short(total.rows)} ${total.rows === 1 ? 'row' : 'rows'} · ${duration(total.timeMs)}`)
      setText(figures.part, share(total.timeMs, allMs))
      bar.style.setProperty('--part', String(allMs > 0 ? total.timeMs / allMs : 0))
      const late =
        kept === undefined || kept.numRowsDroppedByWatermark === 0
          ? ''
          : ` · ${count(kept.numRowsDroppedByWatermark)} late`
      setText(
        state,
        kept === undefined
          ? ''
          : `State: ${count(kept.numRowsTotal)} rows · ${count(kept.numRowsUpdated)} updated · ${count(kept.numRowsRemoved)} removed${late}`,
      )
    },
  }
}
