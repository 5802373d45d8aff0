import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import { durationBuckets, type MetricFamily, type MetricName, metricFamilies } from './metric-families.ts'
import { type MetricSink, metricsListener } from './metrics-listener.ts'

export interface PrometheusMetricsOptions {
  /** Where the families are registered. Default: a new registry. Registering twice on one registry is no error. */
  readonly registry?: Registry
  /** What every name begins with. Default `streamkit_`. */
  readonly prefix?: string
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
 * @example
 * const metrics = prometheusMetrics()
 * session.streams.addListener(metrics.listener)
 */
export function prometheusMetrics(options: PrometheusMetricsOptions = {}): PrometheusMetrics {
  const registry = options.registry ?? new Registry()
  const sink = promClientSink(registry, options.prefix ?? 'streamkit_')
  return {
    registry,
    listener: metricsListener(sink, options.now ?? Date.now),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function promClientSink(registry: Registry, prefix: string): MetricSink {
  const families = new Map<string, Counter | Gauge | Histogram>()
  for (const [name, family] of Object.entries<MetricFamily>(metricFamilies)) {
    const existing = registry.getSingleMetric(prefix + name) as Counter | Gauge | Histogram | undefined
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
