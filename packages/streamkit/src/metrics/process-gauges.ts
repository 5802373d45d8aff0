import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import type { MetricName } from './metric-families.ts'
import type { MetricSink } from './metric-sink.ts'

/** How fine the delay of the event loop is measured, ms: a timer of Node's own, nothing of ours runs. */
const resolutionMs = 10

const percentiles = [50, 90, 99] as const

/** Measures the process from now on. Gives, for each of its gauges, what writes it when somebody looks. */
export function processGauges(sink: MetricSink): ReadonlyMap<MetricName, () => void> {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  return new Map<MetricName, () => void>([
    [
      'event_loop_delay_seconds',
      () => {
        for (const percentile of percentiles) {
          const nanoseconds = delay.count === 0 ? 0 : delay.percentile(percentile)
          const seconds = Math.max(0, nanoseconds / 1e9 - resolutionMs / 1000)
          sink.set('event_loop_delay_seconds', { percentile: String(percentile) }, seconds)
        }
        delay.reset()
      },
    ],
    ['heap_used_bytes', () => sink.set('heap_used_bytes', {}, getHeapStatistics().used_heap_size)],
    ['heap_limit_bytes', () => sink.set('heap_limit_bytes', {}, getHeapStatistics().heap_size_limit)],
    ['resident_memory_bytes', () => sink.set('resident_memory_bytes', {}, process.memoryUsage.rss())],
  ])
}
