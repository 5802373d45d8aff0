import type { StreamingQuery, StreamingQueryProgress } from '@streamkit/core'
import { type PrometheusMetrics, prometheusMetrics, serveMetrics } from '@streamkit/core/metrics'
import type { AppConsole } from '../console/app-console.ts'
import { ProgressLog } from './progress-log.ts'
import { createShopSession } from './shop-session.ts'
import { type PipelineOptions, startPipelines } from './start-pipelines.ts'

export interface RunOptions extends Omit<PipelineOptions, 'session'> {
  readonly console: AppConsole
  /** Stops the queries, each after its running batch. */
  readonly signal: AbortSignal
  /** Show a live line. Default true. */
  readonly live?: boolean
  /** Port of `/metrics`; null: none. */
  readonly metricsPort: number | null
  /** Address that `/metrics` listens on. Default 127.0.0.1: others cannot reach it. */
  readonly metricsHost?: string
  /** Port of the live page; undefined: none. */
  readonly uiPort?: number | undefined
  /** Called once the queries run. */
  readonly onStarted?: (run: { readonly metricsUrl: string | null; readonly uiUrl: string | null }) => void
}

/** What a run of the streams did, by query. */
export interface RunSummary {
  readonly queries: readonly QuerySummary[]
}
export interface QuerySummary {
  readonly name: string
  readonly batches: number
  readonly inputRows: number
  readonly badRecords: number
  readonly lateRows: number
}

/** Runs the shop's queries until they end by themselves, fail, or the signal stops them. Rejects with the failure of the first that failed. */
export async function runPipelines(options: RunOptions): Promise<RunSummary> {
  const { console, signal, metricsPort, uiPort } = options
  await using session = createShopSession()
  const metrics: PrometheusMetrics = prometheusMetrics()
  session.streams.addListener(metrics.listener)
  const host = options.metricsHost ?? '127.0.0.1'
  await using server =
    metricsPort === null ? null : await serveMetrics(metrics, { port: metricsPort, host, allowRemote: true })
  if (server !== null && !isLoopback(host)) console.info(`metrics listen on ${host}: whoever reaches it reads them`)
  await using page = uiPort === undefined ? null : await session.ui({ port: uiPort })
  await using log = await ProgressLog.open(options.dataFolder)
  using status = console.statusLine()
  const totals = new Map<string, QuerySummary>()
  const queries = startPipelines({ ...options, session })
  for (const query of queries) {
    query.progress$.subscribe({
      next(progress) {
        log.add(progress)
        totals.set(query.name ?? query.id, added(totals.get(query.name ?? query.id), progress))
        if (options.live !== false) status.update(statusText([...totals.values()], progress))
      },
      error() {},
    })
  }
  await Promise.all(queries.map((query) => query.whenStarted()))
  options.onStarted?.({ metricsUrl: server?.url ?? null, uiUrl: page?.url ?? null })
  await ended(queries, signal)
  return { queries: [...totals.values()] }
}

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Waits for all queries; when one fails or the signal says stop, the others are stopped too. */
async function ended(queries: readonly StreamingQuery[], signal: AbortSignal): Promise<void> {
  const stopAll = () => Promise.all(queries.map((query) => query.stop()))
  const onAbort = () => void stopAll()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    await Promise.all(queries.map((query) => query.awaitTermination()))
  } catch (failure) {
    await stopAll()
    throw failure
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

function added(before: QuerySummary | undefined, progress: StreamingQueryProgress): QuerySummary {
  const bad = progress.sources
    .flatMap((source) => Object.entries(source.metrics ?? {}))
    .filter(([name]) => name.startsWith('badRecords.'))
    .reduce((sum, [, count]) => sum + Number(count), 0)
  const late = progress.stateOperators.reduce((sum, operator) => sum + operator.numRowsDroppedByWatermark, 0)
  return {
    name: progress.name ?? progress.id,
    batches: (before?.batches ?? 0) + 1,
    inputRows: (before?.inputRows ?? 0) + progress.numInputRows,
    badRecords: (before?.badRecords ?? 0) + bad,
    lateRows: (before?.lateRows ?? 0) + late,
  }
}

function statusText(totals: readonly QuerySummary[], progress: StreamingQueryProgress): string {
  const rows = totals.map((t) => `${t.name} ${t.inputRows}`).join(' · ')
  return `${rows} rows · batch ${progress.batchId} of ${progress.name}: ${Math.round(progress.processedRowsPerSecond)} rows/s`
}
