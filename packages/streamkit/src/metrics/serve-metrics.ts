import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { inUrl, isLoopback, isWildcard } from '../util/host-name.ts'
import type { PrometheusMetrics } from './prometheus-metrics.ts'

export interface ServeMetricsOptions {
  /** Default 9464. 0 takes a free port. */
  readonly port?: number
  /** Default 127.0.0.1: others cannot reach it. Another needs `allowRemote`. */
  readonly host?: string
  /** Whether other machines may reach it. Whoever does reads names, sizes and rates, never rows. Default false. */
  readonly allowRemote?: boolean
  /** What a request must bring as `Authorization: Bearer …` (in Prometheus `authorization: { credentials: … }`). Default: nothing. */
  readonly token?: string
}

export interface MetricsServer extends AsyncDisposable {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Answers `GET /metrics` on a port of its own. Rejects with Node's error if the port is taken, with METRICS_NOT_PROTECTED if other machines could reach it without having been allowed to.
 *
 * @example
 * await using server = await serveMetrics(metrics, { port: 9464 })
 */
export async function serveMetrics(
  metrics: PrometheusMetrics,
  options: ServeMetricsOptions = {},
): Promise<MetricsServer> {
  const host = options.host ?? '127.0.0.1'
  if (!isLoopback(host) && options.allowRemote !== true) {
    throw new IllegalArgumentException('METRICS_NOT_PROTECTED', { host: host === '' ? "''" : host })
  }
  const isAllowed = bearerCheck(options.token)
  const server = createServer({ maxHeaderSize: 8 * 1024 }, (request, response) => {
    const path = request.url?.split('?')[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end()
    else if (!isAllowed(request.headers.authorization))
      response.writeHead(401, { 'www-authenticate': 'Bearer', 'content-type': 'text/plain' }).end('a token is needed\n')
    else if (path !== '/metrics') response.writeHead(404, { 'content-type': 'text/plain' }).end('see /metrics\n')
    else {
      metrics.text().then(
        (text) =>
          response
            .writeHead(200, { 'content-type': metrics.contentType })
            .end(request.method === 'HEAD' ? undefined : text),
        () => response.writeHead(500).end(),
      )
    }
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 10_000
  server.maxConnections = 100
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 9464, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // The metrics do not keep a finished program alive.
  server.unref()
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    port,
    url: `http://${isWildcard(host) ? '127.0.0.1' : inUrl(host)}:${port}/metrics`,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Compares in a time that tells nothing of the token. */
function bearerCheck(token: string | undefined): (authorization: string | undefined) => boolean {
  if (token === undefined) return () => true
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(token)
  return (authorization) => timingSafeEqual(digest(/^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''), wanted)
}
