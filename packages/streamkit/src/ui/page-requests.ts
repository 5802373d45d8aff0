import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessToken } from './access-token.ts'
import type { EventStreams } from './event-streams.ts'
import { pageFile } from './page-files.ts'
import { queryDetail, querySummary } from './page-state.ts'
import type { requestGuard } from './request-guard.ts'
import type { SessionHistory } from './session-history.ts'
import { shownJson } from './shown-json.ts'
import type { WatchedSession } from './watched-session.ts'

export interface PageParts {
  readonly session: WatchedSession
  readonly history: SessionHistory
  readonly streams: EventStreams
  readonly guard: ReturnType<typeof requestGuard>
  /** Known when the port is. */
  readonly access: () => AccessToken
}

/** On every answer. Nothing is loaded from elsewhere, nothing may be framed, no other origin may read. */
const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
} as const

interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

/** Answers everything that is asked of the page's port. */
export function pageRequests(parts: PageParts): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answerOf(parts, request, response).then(
      (answer) => answer !== null && send(request, response, answer),
      (error: unknown) => {
        parts.session.logger.error({ path: pathOf(request), error: String(error) }, 'the live page could not answer')
        send(request, response, text(500, 'The page could not be made: the log of the program says why.'))
      },
    )
  }
}

async function answerOf(parts: PageParts, request: IncomingMessage, response: ServerResponse): Promise<Answer | null> {
  const refusal = parts.guard(request)
  if (refusal !== null) return { ...text(refusal.status, refusal.text), headers: refusal.headers ?? {} }
  const url = URL.parse(`http://page${request.url}`)
  if (url === null) return text(404, 'There is nothing here.')
  const access = parts.access().check(request.headers, url.searchParams.get('token'))
  if (access.kind === 'closed') return { ...text(401, unknownVisitor), headers: { 'www-authenticate': 'Bearer' } }
  if (access.kind === 'enter') {
    // The token does not stay in the address.
    return { ...text(303, ''), headers: { location: `.${url.pathname}`, 'set-cookie': access.cookie } }
  }
  if (url.pathname === '/events') return openStream(parts, response, url.searchParams.get('run'))
  if (url.pathname.startsWith('/api/')) return apiAnswer(parts, url.pathname)
  const file = await pageFile(url.pathname)
  return file === null ? text(404, 'There is nothing here.') : { status: 200, ...file }
}

const unknownVisitor = 'The page needs a token: open it once with ?token=..., or send it as `Authorization: Bearer`.'

function openStream({ streams }: PageParts, response: ServerResponse, runId: string | null): Answer | null {
  if (streams.isFull) return { ...text(503, 'Too many visitors.'), headers: { 'retry-after': '10' } }
  response.writeHead(200, {
    ...safeHeaders,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx: do not hold the events back.
    'x-accel-buffering': 'no',
  })
  if (response.req.method === 'HEAD') response.end()
  else streams.add(response, runId)
  return null
}

function apiAnswer({ session, history }: PageParts, path: string): Answer {
  const { runs } = history
  if (path === '/api/queries') {
    return json({ appName: session.appName, nowMs: session.clock.now(), queries: runs.map(querySummary) })
  }
  const [, wanted, plan] = /^\/api\/queries\/([^/]+)(\/plan)?$/.exec(path) ?? []
  if (wanted === undefined) return text(404, 'There is nothing here.')
  const run = runs.find(({ query }) => [query.runId, query.id].includes(wanted))
  if (run === undefined) return text(404, 'There is no such query.')
  return json(plan === undefined ? queryDetail(run, runs, 0) : { text: run.query.explain('extended') })
}

function json(value: unknown): Answer {
  return { status: 200, type: 'application/json; charset=utf-8', body: shownJson(value) }
}

function text(status: number, line: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body: `${line}\n` }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, {
    ...safeHeaders,
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': answer.type.includes('json') ? 'no-store' : 'no-cache',
    ...answer.headers,
  })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/** Without what follows the question mark, which may be a token. */
function pathOf(request: IncomingMessage): string {
  return request.url?.split('?')[0] ?? ''
}
