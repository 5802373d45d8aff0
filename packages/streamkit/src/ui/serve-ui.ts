import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { inUrl, isLoopback, isWildcard } from '../util/host-name.ts'
import { AccessToken } from './access-token.ts'
import { EventStreams } from './event-streams.ts'
import { pageRequests } from './page-requests.ts'
import { requestGuard } from './request-guard.ts'
import { SessionHistory } from './session-history.ts'
import type { UiOptions, UiServer } from './ui-options.ts'
import type { WatchedSession } from './watched-session.ts'

/** As Spark's spark.port.maxRetries. */
const furtherPorts = 16
const shortestToken = 16
/** How often visitors hear of changes: four times a second. */
const pushEveryMs = 250
/** Every so many pushes, a sign of life. */
const beatEvery = 60

/**
 * Opens the live page of a session. Throws INVALID_OPTION_VALUE for an option that cannot be, UI_NOT_PROTECTED if other machines could reach it without having been allowed to, UI_PORTS_IN_USE.
 */
export async function serveUi(session: WatchedSession, options: UiOptions = {}): Promise<UiServer> {
  const { host, port: wanted, token } = checked(options)
  const history: SessionHistory = new SessionHistory(session, {
    samples: options.samples ?? 300,
    endedQueries: options.endedQueries ?? 50,
    onChange: (runId) => streams.changed(runId),
  })
  const streams: EventStreams = new EventStreams({
    appName: session.appName,
    nowMs: () => session.clock.now(),
    history: () => history,
    mostVisitors: 16,
  })
  let access = new AccessToken(token, wanted)
  const guard = requestGuard(host, options.allowedHosts ?? [])
  const server = newServer()
  server.on('request', pageRequests({ session, history, streams, guard, access: () => access }))
  let port: number
  try {
    port = await listen(server, host, wanted)
  } catch (error) {
    history.stop()
    throw error
  }
  access = new AccessToken(token, port)
  if (port !== wanted && wanted !== 0) session.logger.warn({ wanted, port }, 'the port of the live page was taken')
  if (!isLoopback(host)) session.logger.warn({ host, port }, 'other machines can reach the live page')
  const stopPushing = push(streams)
  const close = async () => {
    stopPushing()
    history.stop()
    streams.close()
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  const url = `http://${isWildcard(host) ? '127.0.0.1' : inUrl(host)}:${port}/`
  return { url, port, close, [Symbol.asyncDispose]: close }
}

function checked(options: UiOptions): { readonly host: string; readonly port: number; readonly token?: string } {
  const { host = '127.0.0.1', port = 4040, token, samples = 300, endedQueries = 50 } = options
  const whole = { port: [port, 0, 65_535], samples: [samples, 1, 100_000], endedQueries: [endedQueries, 0, 10_000] }
  for (const [name, [value, least, most]] of Object.entries(whole) as [string, [number, number, number]][]) {
    if (Number.isInteger(value) && value >= least && value <= most) continue
    throw refused(name, String(value), `a whole number from ${least} to ${most}`)
  }
  if (token !== undefined && token.length < shortestToken) {
    // Never the token itself.
    throw refused('token', `a text of ${token.length} characters`, `a text of ${shortestToken} characters or more`)
  }
  if (!isLoopback(host) && (options.allowRemote !== true || token === undefined)) {
    throw new IllegalArgumentException('UI_NOT_PROTECTED', { host: host === '' ? "''" : host })
  }
  return { host, port, ...(token === undefined ? {} : { token }) }
}

function refused(option: string, value: string, expected: string): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_OPTION_VALUE', { format: 'The live page', option, value, expected })
}

/** One that a flood or slow visitors cannot make use much of anything. */
function newServer(): Server {
  const server = createServer({
    maxHeaderSize: 8 * 1024,
    headersTimeout: 5_000,
    requestTimeout: 10_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 1_000,
  })
  server.maxConnections = 64
  server.maxRequestsPerSocket = 1_000
  // A page that is open does not keep a finished program alive.
  server.on('connection', (socket) => socket.unref())
  return server.unref()
}

/** Listens on the port, or on the next that is free; resolves with it. */
async function listen(server: Server, host: string, wanted: number): Promise<number> {
  const last = wanted === 0 ? 0 : Math.min(wanted + furtherPorts, 65_535)
  for (let port = wanted; port <= last; port++) {
    try {
      await listenOn(server, host, port)
      return (server.address() as AddressInfo).port
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
  throw new IllegalArgumentException('UI_PORTS_IN_USE', { host, first: wanted, last })
}

function listenOn(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function push(streams: EventStreams): () => void {
  let pushes = 0
  const timer = setInterval(() => {
    streams.flush()
    if (++pushes % beatEvery === 0) streams.beat()
  }, pushEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}
