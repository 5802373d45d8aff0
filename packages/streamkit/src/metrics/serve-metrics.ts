import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { PrometheusMetrics } from './prometheus-metrics.ts'

export interface ServeMetricsOptions {
  /** Default 9464. 0 takes a free port. */
  readonly port?: number
  /** Default 127.0.0.1: others cannot reach it. */
  readonly host?: string
}

export interface MetricsServer extends AsyncDisposable {
  /** `http://127.0.0.1:9464/metrics`. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * Answers `GET /metrics` on a port of its own. Rejects with Node's error if the port is taken.
 *
 * @example
 * await using server = await serveMetrics(metrics, { port: 9464 })
 */
export async function serveMetrics(
  metrics: PrometheusMetrics,
  options: ServeMetricsOptions = {},
): Promise<MetricsServer> {
  const host = options.host ?? '127.0.0.1'
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end()
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
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}/metrics`,
    close,
    [Symbol.asyncDispose]: close,
  }
}
