import type { MetricName } from './metric-families.ts'
import type { Labels, MetricSink } from './metric-sink.ts'

/** What a label value becomes once its family has too many series. */
const other = 'other'

/** Labels whose values somebody else chooses: the rest is bounded by what the program is. */
const openLabels: ReadonlySet<string> = new Set(['source', 'topic', 'partition', 'reason', 'code', 'sink', 'run_id'])

/**
 * Keeps what a scrape costs bounded: a family gets at most `maxSeries` combinations of labels; of what comes later, the labels that data or topics choose become `other`, and how often that was is counted.
 */
export function boundedSeries(sink: MetricSink, maxSeries: number): MetricSink {
  const series = new Map<MetricName, Set<string>>()
  const bounded = (name: MetricName, labels: Labels): Labels => {
    const known = series.get(name) ?? new Set()
    series.set(name, known)
    const key = Object.values(labels).join('\u0000')
    if (known.has(key)) return labels
    if (known.size < maxSeries || !Object.keys(labels).some((label) => openLabels.has(label))) {
      known.add(key)
      return labels
    }
    sink.add('label_values_capped_total', { family: name }, 1)
    return Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, openLabels.has(label) ? other : value]),
    )
  }
  return {
    add: (name, labels, value) => sink.add(name, bounded(name, labels), value),
    set: (name, labels, value) => sink.set(name, bounded(name, labels), value),
    observe: (name, labels, value) => sink.observe(name, bounded(name, labels), value),
    remove(name, labels) {
      series.get(name)?.delete(Object.values(labels).join('\u0000'))
      sink.remove(name, labels)
    },
  }
}
