import type { MetricName } from './metric-families.ts'

export type Labels = Readonly<Record<string, string>>

/** Where measurements go: one registry of one metrics library. */
export interface MetricSink {
  add(name: MetricName, labels: Labels, value: number): void
  set(name: MetricName, labels: Labels, value: number): void
  observe(name: MetricName, labels: Labels, value: number): void
  remove(name: MetricName, labels: Labels): void
}
