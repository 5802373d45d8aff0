import type { IncomingHttpHeaders } from 'node:http'
import { inUrl, isWildcard } from '../util/host-name.ts'

/** A request as the guard sees it. */
export interface GuardedRequest {
  readonly method?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 403 | 405 | 421
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Names that a browser on this machine uses. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses what no visitor of the page sends: methods that change something, a Host that is not the page's own (a foreign name that was made to lead here: DNS rebinding), and requests that pages of other
 * origins make. Of a page that listens on all addresses, every address is its own, since rebinding needs a name.
 */
export function requestGuard(
  host: string,
  allowedHosts: readonly string[],
): (request: GuardedRequest) => Refusal | null {
  const own = new Set([...loopbackNames, inUrl(host), ...allowedHosts].map((name) => name.toLowerCase()))
  const isOwn = (name: string) =>
    own.has(name) || (isWildcard(host) && /^(?:\d+(?:\.\d+){3}|\[[\da-f:.]+\])$/.test(name))
  return ({ method, headers }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      return { status: 405, text: 'The page is read-only: GET or HEAD.', headers: { allow: 'GET, HEAD' } }
    }
    const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/.exec(headers.host ?? '')?.[1]?.toLowerCase()
    if (name === undefined || !isOwn(name)) {
      return { status: 421, text: 'The page is not known by this name: see the option allowedHosts.' }
    }
    return isForeign(headers) ? { status: 403, text: 'Pages of other origins may not read this one.' } : null
  }
}

function isForeign(headers: IncomingHttpHeaders): boolean {
  const { origin, host } = headers
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return true
  const site = headers['sec-fetch-site']
  if (site !== 'cross-site' && site !== 'same-site') return false
  // A link on another page may lead here; that page learns nothing of it.
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document'
}
