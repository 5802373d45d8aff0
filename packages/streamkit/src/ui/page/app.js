/** @import { PageEvent, QuerySummary } from '../page-state.ts' */
import { element, setText } from './elements.js'
import { listen } from './events.js'
import { queryList, queryName, stateText } from './query-list.js'
import { queryView } from './query-view.js'
import { startTheme } from './theme.js'

const main = /** @type {HTMLElement} */ (document.getElementById('main'))
const news = /** @type {HTMLElement} */ (document.getElementById('news'))
const connection = /** @type {HTMLElement} */ (document.getElementById('connection'))
const connectionText = /** @type {HTMLElement} */ (document.getElementById('connection-text'))
const appName = /** @type {HTMLElement} */ (document.getElementById('app-name'))
const themeButton = /** @type {HTMLButtonElement} */ (document.getElementById('theme'))

/** @type {Map<string, QuerySummary>} */
let queries = new Map()
/** @type {readonly string[]} */
let order = []
let aheadMs = 0
let isFirst = true
/** @type {ReturnType<typeof queryList> | ReturnType<typeof queryView> | null} */
let view = null
let stopListening = () => {}

const known = () => ({ queries, order, nowMs: () => Date.now() + aheadMs })

/** Says it to those who do not see it. */
function tell(/** @type {string} */ text) {
  setText(news, text)
}

const connectionTexts = { connecting: 'Connecting', live: 'Live', lost: 'Connection lost, trying again' }

/** @param {keyof typeof connectionTexts} state */
function showConnection(state) {
  if (connection.dataset.state === state) return
  connection.dataset.state = state
  setText(connectionText, connectionTexts[state])
  tell(connectionTexts[state])
}

/** @param {PageEvent} event */
function take(event) {
  aheadMs = event.nowMs - Date.now()
  for (const query of event.changed) {
    const before = queries.get(query.runId)
    if (!isFirst && before?.state !== query.state) tell(`${queryName(query)}: ${stateText(query)}`)
    queries.set(query.runId, query)
  }
  isFirst = false
  order = event.order
  queries = new Map(
    order.flatMap((runId) => (queries.has(runId) ? [[runId, /** @type {QuerySummary} */ (queries.get(runId))]] : [])),
  )
  setText(appName, event.appName)
  if (view !== null && 'show' in view) {
    if (event.detail !== null) view.show(event.detail)
    else if (!queries.has(view.runId)) return showMissing()
  }
  view?.update(known())
  showTitle()
}

function showTitle() {
  const query = view !== null && 'runId' in view ? queries.get(view.runId) : undefined
  document.title =
    query === undefined ? `${appName.textContent || 'StreamKit'} · StreamKit` : `${queryName(query)} · StreamKit`
}

function showMissing() {
  if (view !== null && 'close' in view) view.close()
  view = null
  main.replaceChildren(
    element('h1', {}, 'No such query'),
    element(
      'p',
      { class: 'empty card' },
      'It ended long ago, or the program was started anew. ',
      element('a', { href: '#/' }, 'All queries'),
    ),
  )
}

/** Shows what the address says. */
function route(/** @type {boolean} */ byVisitor) {
  stopListening()
  if (view !== null && 'close' in view) view.close()
  const runId = /^#\/query\/([\w-]+)$/.exec(location.hash)?.[1] ?? null
  view = runId === null ? queryList(main) : queryView(main, runId)
  view.update(known())
  showTitle()
  stopListening = listen(runId, { onEvent: take, onState: showConnection })
  if (!byVisitor) return
  // As after any other way to a new page.
  scrollTo(0, 0)
  main.focus({ preventScroll: true })
}

startTheme(themeButton, () => {
  if (view !== null && 'redraw' in view) view.redraw()
})
document.querySelector('.skip')?.addEventListener('click', (event) => {
  // The address after the # is the view.
  event.preventDefault()
  main.focus()
})
addEventListener('hashchange', () => route(true))
setInterval(() => {
  if (connection.dataset.state === 'live') view?.tick(known())
}, 1000)
route(false)
