import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { VERSION } from '../util/version.ts'
import { boundedSeries } from './bounded-series.ts'
import { durationBuckets, type MetricFamily, type MetricName, metricFamilies } from './metric-families.ts'
import type { MetricSink } from './metric-sink.ts'
import { metricsListener } from './metrics-listener.ts'
import { processGauges } from './process-gauges.ts'

export interface PrometheusMetricsOptions {
  /** Where the families are registered. Default: a new registry. Registering twice on one registry is no error. */
  readonly registry?: Registry
  /** What every name begins with. Default `streamkit_`. */
  readonly prefix?: string
  /** How many combinations of labels a family may have; of later ones, the labels that data or topics choose become `other`. Default 1000. */
  readonly maxSeries?: number
  /** The clock for "now". Default: the system's. */
  readonly now?: () => number
}

/** Metrics of the queries of a session, for Prometheus. */
export interface PrometheusMetrics {
  readonly registry: Registry
  /** To be added with `session.streams.addListener(metrics.listener)`. */
  readonly listener: StreamingQueryListener
  /** The text that `/metrics` answers. */
  text(): Promise<string>
  /** Its content type. */
  readonly contentType: string
}

/**
 * Makes metrics from the events of a session's queries.
 *
 * Nothing is done per row: a batch costs some hundred additions, the gauges of the process are read when somebody scrapes.
 *
 * Throws METRIC_ALREADY_REGISTERED if the registry has a metric of one of the names with another type or other labels.
 *
 * @example
 * const metrics = prometheusMetrics()
 * session.streams.addListener(metrics.listener)
 */
export function prometheusMetrics(options: PrometheusMetricsOptions = {}): PrometheusMetrics {
  const registry = options.registry ?? new Registry()
  const sink = boundedSeries(promClientSink(registry, options.prefix ?? 'streamkit_'), options.maxSeries ?? 1000)
  for (const [name, collect] of processGauges(sink)) {
    const gauge = registry.getSingleMetric((options.prefix ?? 'streamkit_') + name) as Gauge & { collect?: () => void }
    // prom-client calls it when the registry is scraped, whoever does that.
    gauge.collect = collect
  }
  return {
    registry,
    listener: metricsListener(sink, { now: options.now ?? Date.now, version: VERSION }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function promClientSink(registry: Registry, prefix: string): MetricSink {
  const families = new Map<string, Counter | Gauge | Histogram>()
  for (const [name, family] of Object.entries<MetricFamily>(metricFamilies)) {
    const existing = registry.getSingleMetric(prefix + name) as Counter | Gauge | Histogram | undefined
    if (existing !== undefined) assertSame(existing, prefix + name, family)
    families.set(name, existing ?? create(prefix + name, family, registry))
  }
  const get = <T>(name: MetricName) => families.get(name) as T
  return {
    add: (name, labels, value) => get<Counter>(name).inc(labels, value),
    set: (name, labels, value) => get<Gauge>(name).set(labels, value),
    observe: (name, labels, value) => get<Histogram>(name).observe(labels, value),
    remove: (name, labels) => get<Gauge>(name).remove(labels),
  }
}

/** prom-client tells of a metric only what it was made with. */
function assertSame(existing: Counter | Gauge | Histogram, name: string, family: MetricFamily): void {
  const made = existing as unknown as { readonly labelNames?: readonly string[] }
  const type = existing instanceof Counter ? 'counter' : existing instanceof Histogram ? 'histogram' : 'gauge'
  const labels = [...(made.labelNames ?? [])].sort().join(', ')
  const wanted = [...family.labels].sort().join(', ')
  if (type === family.type && labels === wanted) return
  const difference = `it is a ${type} with the labels (${labels}), not a ${family.type} with (${wanted})`
  throw new IllegalArgumentException('METRIC_ALREADY_REGISTERED', { name, difference })
}

function create(name: string, family: MetricFamily, registry: Registry): Counter | Gauge | Histogram {
  const common = { name, help: family.help, labelNames: [...family.labels], registers: [registry] }
  switch (family.type) {
    case 'counter':
      return new Counter(common)
    case 'gauge':
      return new Gauge(common)
    case 'histogram':
      return new Histogram({ ...common, buckets: [...durationBuckets] })
  }
}
