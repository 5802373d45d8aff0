/**
 * Metrics of queries for Prometheus, through prom-client (an optional peer).
 *
 * @packageDocumentation
 */
export { type MetricFamily, type MetricName, metricFamilies } from './metrics/metric-families.ts'
export {
  type PrometheusMetrics,
  type PrometheusMetricsOptions,
  prometheusMetrics,
} from './metrics/prometheus-metrics.ts'
export { type MetricsServer, type ServeMetricsOptions, serveMetrics } from './metrics/serve-metrics.ts'
