import { postgres, prometheus } from './data-sources.ts'
import type { DataPanel, FieldConfig, PrometheusTarget, Target, Threshold, Unit } from './grafana-model.ts'

/** A panel before it has a place and a number. */
export type PanelDraft = Omit<DataPanel, 'id' | 'gridPos'> & { readonly width: number; readonly height: number }

/** A query of a panel; `legend` may use labels, as `{{query}}`. */
export interface PromQuery {
  readonly expr: string
  readonly legend?: string
}

interface Common {
  readonly title: string
  /** What is seen, and what it means when it is high or low. */
  readonly description: string
  readonly unit: Unit
  /** Of 24 columns. */
  readonly width: number
  /** In rows of 30 pixels. */
  readonly height?: number
  readonly decimals?: number
  /** Colours from a value on; the first begins at the bottom. */
  readonly thresholds?: readonly Threshold[]
  readonly min?: number
  readonly max?: number
}

/** What panels of Prometheus have in common. */
export interface PromPanelOptions extends Common {
  readonly queries: readonly PromQuery[]
}

/** Green, but from the given value on as given. */
export function steps(...values: readonly (readonly [color: string, from: number])[]): readonly Threshold[] {
  return [{ color: 'green', value: null }, ...values.map(([color, value]) => ({ color, value }))]
}

/** Red, and green from the given value on. */
export function goodFrom(value: number): readonly Threshold[] {
  return [
    { color: 'red', value: null },
    { color: 'green', value },
  ]
}

function fieldDefaults({ unit, decimals, thresholds, min, max }: Common): Record<string, unknown> {
  return {
    unit,
    ...(decimals === undefined ? {} : { decimals }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    color: { mode: thresholds === undefined ? 'palette-classic' : 'thresholds' },
    thresholds: { mode: 'absolute', steps: thresholds ?? [{ color: 'green', value: null }] },
    mappings: [],
  }
}

function promTargets(queries: readonly PromQuery[], how: Partial<PrometheusTarget>): readonly Target[] {
  return queries.map(({ expr, legend = '' }, index) => ({
    refId: String.fromCharCode(65 + index),
    datasource: prometheus,
    editorMode: 'code',
    expr,
    legendFormat: legend,
    range: true,
    instant: false,
    format: 'time_series',
    ...how,
  }))
}

/** The shared look of charts over time. */
function timeField(options: Common, how: { readonly stacked?: boolean; readonly bars?: boolean }): FieldConfig {
  const { thresholds, ...plain } = options
  return {
    defaults: {
      ...fieldDefaults(plain),
      min: options.min ?? 0,
      ...(thresholds === undefined ? {} : { thresholds: { mode: 'absolute', steps: thresholds } }),
      custom: {
        drawStyle: how.bars === true ? 'bars' : 'line',
        lineInterpolation: 'linear',
        lineWidth: how.stacked === true ? 1 : 2,
        fillOpacity: how.bars === true ? 70 : how.stacked === true ? 40 : 8,
        gradientMode: 'none',
        showPoints: 'never',
        spanNulls: 60_000,
        axisSoftMin: 0,
        stacking: { mode: how.stacked === true ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: thresholds === undefined ? 'off' : 'line' },
      },
    },
    overrides: [],
  }
}

/** A legend as a table below the chart: the last value and the greatest. */
const timeOptions = {
  legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: ['lastNotNull', 'max'] },
  tooltip: { mode: 'multi', sort: 'desc' },
}

/** Lines over time. */
export function timeSeries(options: PromPanelOptions & { readonly stacked?: boolean }): PanelDraft {
  return {
    type: 'timeseries',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: prometheus,
    targets: promTargets(options.queries, {}),
    fieldConfig: timeField(options, { stacked: options.stacked === true }),
    options: timeOptions,
  }
}

/** One figure, or one for each series, with its recent course behind it. */
export function stat(options: PromPanelOptions & { readonly mappings?: readonly unknown[] }): PanelDraft {
  return {
    type: 'stat',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 4,
    datasource: prometheus,
    targets: promTargets(options.queries, {}),
    fieldConfig: {
      defaults: { ...fieldDefaults(options), mappings: options.mappings ?? [], noValue: '–' },
      overrides: [],
    },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      colorMode: 'value',
      graphMode: 'area',
      justifyMode: 'auto',
      textMode: 'auto',
    },
  }
}

/** The distribution of a histogram over time. */
export function heatmap(options: PromPanelOptions): PanelDraft {
  return {
    type: 'heatmap',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: prometheus,
    targets: promTargets(options.queries, { format: 'heatmap' }),
    fieldConfig: { defaults: { custom: { scaleDistribution: { type: 'linear' } } }, overrides: [] },
    options: {
      calculate: false,
      cellGap: 1,
      color: { mode: 'scheme', scheme: 'Turbo', steps: 64, exponent: 0.5 },
      yAxis: { unit: options.unit, axisPlacement: 'left' },
      tooltip: { mode: 'single', yHistogram: true },
      legend: { show: true },
      filterValues: { le: 1e-9 },
    },
  }
}

/** A column of a table: the field as the data has it, its heading, and its unit. */
export interface TableColumn {
  readonly field: string
  readonly title: string
  readonly unit?: Unit
  readonly thresholds?: readonly Threshold[]
  readonly mappings?: readonly unknown[]
}

interface TableOptions extends Omit<Common, 'unit'> {
  readonly columns: readonly TableColumn[]
}

function tableField({ columns }: TableOptions): FieldConfig {
  return {
    defaults: { custom: { align: 'auto', cellOptions: { type: 'auto' }, filterable: false }, noValue: '–' },
    overrides: columns.map(({ field, unit, thresholds, mappings }) => ({
      matcher: { id: 'byName', options: field },
      properties: [
        ...(unit === undefined ? [] : [{ id: 'unit', value: unit }]),
        ...(mappings === undefined ? [] : [{ id: 'mappings', value: mappings }]),
        ...(thresholds === undefined
          ? []
          : [
              { id: 'thresholds', value: { mode: 'absolute', steps: thresholds } },
              { id: 'custom.cellOptions', value: { type: 'color-text' } },
            ]),
      ],
    })),
  }
}

/**
 * The newest values of several queries side by side, one line for each set of labels. The value of the query with
 * letter A is the field `Value #A`, or just `Value` where there is one query.
 */
export function table(options: TableOptions & { readonly queries: readonly PromQuery[] }): PanelDraft {
  const { columns } = options
  const organized = {
    id: 'organize',
    options: {
      excludeByName: { Time: true },
      renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
      indexByName: Object.fromEntries(columns.map(({ field }, index) => [field, index])),
    },
  }
  return {
    type: 'table',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: prometheus,
    targets: promTargets(options.queries, { format: 'table', range: false, instant: true }),
    fieldConfig: renamed(tableField(options), columns),
    options: { showHeader: true, cellHeight: 'sm', footer: { show: false } },
    transformations: [{ id: 'merge', options: {} }, organized],
  }
}

/** Overrides are applied after the transformations, to the headings. */
function renamed(field: FieldConfig, columns: readonly TableColumn[]): FieldConfig {
  const overrides = columns.map(({ title }, index) => ({
    ...(field.overrides[index] as object),
    matcher: { id: 'byName', options: title },
  }))
  return { ...field, overrides }
}

interface SqlOptions extends Common {
  readonly sql: string
}

function sqlTarget(sql: string, format: 'time_series' | 'table'): readonly Target[] {
  return [{ refId: 'A', datasource: postgres, editorMode: 'code', rawQuery: true, rawSql: sql, format }]
}

/** Bars or lines over time from a table; SQL with columns `time`, `metric` and a value. */
export function sqlTimeSeries(options: SqlOptions & { readonly stacked?: boolean }): PanelDraft {
  return {
    type: 'timeseries',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: postgres,
    targets: sqlTarget(options.sql, 'time_series'),
    fieldConfig: timeField(options, { stacked: options.stacked === true, bars: true }),
    options: { ...timeOptions, legend: { ...timeOptions.legend, calcs: ['sum', 'max'] } },
  }
}

/** One figure from a table. */
export function sqlStat(options: SqlOptions): PanelDraft {
  return {
    type: 'stat',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 4,
    datasource: postgres,
    targets: sqlTarget(options.sql, 'table'),
    fieldConfig: { defaults: { ...fieldDefaults(options), noValue: '–' }, overrides: [] },
    options: {
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: true },
      colorMode: 'value',
      graphMode: 'none',
      justifyMode: 'auto',
      textMode: 'auto',
    },
  }
}

/** Rows of a query as bars: SQL with a text column and a number. */
export function sqlBars(options: SqlOptions): PanelDraft {
  return {
    type: 'bargauge',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: postgres,
    targets: sqlTarget(options.sql, 'table'),
    fieldConfig: {
      defaults: { ...fieldDefaults(options), min: options.min ?? 0, color: { mode: 'continuous-BlPu' } },
      overrides: [],
    },
    options: {
      displayMode: 'gradient',
      orientation: 'horizontal',
      showUnfilled: true,
      valueMode: 'color',
      reduceOptions: { calcs: [], fields: '', values: true },
    },
  }
}

/** Rows of a query as they are; columns are named in the SQL. */
export function sqlTable(options: TableOptions & { readonly sql: string }): PanelDraft {
  return {
    type: 'table',
    title: options.title,
    description: options.description,
    width: options.width,
    height: options.height ?? 8,
    datasource: postgres,
    targets: sqlTarget(options.sql, 'table'),
    fieldConfig: tableField(options),
    options: { showHeader: true, cellHeight: 'sm', footer: { show: false } },
  }
}
