import type { Observe } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Column, NamedColumn } from './column.ts'
import { columnsOf } from './columns-of.ts'
import type { ColumnRecord, Columns } from './frame-columns.ts'
import { Observation } from './observation.ts'
import { projectionOf, type Selection } from './projection-of.ts'

/** Metrics of a frame: aggregates with names, as a list or an object. */
export type Metrics = readonly NamedColumn<string, unknown>[] | ColumnRecord

/** Metrics, or a function from the frame's columns to them. */
export type MetricsOf<R, M = Metrics> = M | (($: Columns<R>) => M)

/** The metrics whose values an observation of `M` gives. */
export type MetricsFor<M> = string extends keyof M ? Metrics : { readonly [K in keyof M]: Column<M[K]> }

/** The parts of the node for what `observe` was given. */
export function observed(
  observer: string | Observation<unknown>,
  metrics: unknown,
  schema: StructType,
): Pick<Observe, 'name' | 'metrics' | 'onMetrics'> {
  const selection = typeof metrics === 'function' ? metrics(columnsOf(schema)) : metrics
  const expressions = projectionOf(selection as Selection, schema)
  return isObservation(observer)
    ? { name: observer.name, metrics: expressions, onMetrics: observer.attach() }
    : { name: observer, metrics: expressions, onMetrics: null }
}

function isObservation(observer: string | Observation<unknown>): observer is Observation<unknown> {
  return observer instanceof Observation
}
