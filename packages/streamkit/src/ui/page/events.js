/** @import { PageEvent } from '../page-state.ts' */

/**
 * Listens to what the server tells. The browser connects again by itself; where it gives up (the server refused), this tries again.
 *
 * @param {string | null} runId the query that is looked at
 * @param {{ onEvent: (event: PageEvent) => void, onState: (state: 'connecting' | 'live' | 'lost') => void }} handlers
 * @returns {() => void} stops listening
 */
export function listen(runId, { onEvent, onState }) {
  let wasLive = false
  let stopped = false
  /** @type {EventSource} */
  let source
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let again
  const open = () => {
    source = new EventSource(runId === null ? '/events' : `/events?run=${encodeURIComponent(runId)}`)
    source.onopen = () => {
      wasLive = true
      onState('live')
    }
    source.onmessage = ({ data }) => onEvent(JSON.parse(data))
    source.onerror = () => {
      if (stopped) return
      onState(wasLive ? 'lost' : 'connecting')
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 2000)
    }
  }
  open()
  return () => {
    stopped = true
    clearTimeout(again)
    source.close()
  }
}
