/** The part of Grafana's dashboard JSON (schema version 39) that these dashboards use. Names are Grafana's. */

/** A unit as Grafana names it; `none` is a plain number. */
export type Unit = 'none' | 'short' | 's' | 'bytes' | 'percentunit' | 'rowsps' | 'ops' | 'Bps' | 'bool' | 'currencyEUR'

export interface DataSourceRef {
  readonly type: 'prometheus' | 'grafana-postgresql-datasource'
  /** A template variable, so that a dashboard fits any Grafana. */
  readonly uid: string
}

/** A query in PromQL. */
export interface PrometheusTarget {
  readonly refId: string
  readonly datasource: DataSourceRef
  readonly editorMode: 'code'
  readonly expr: string
  readonly legendFormat: string
  readonly range: boolean
  readonly instant: boolean
  readonly format: 'time_series' | 'table' | 'heatmap'
}

/** A query in SQL. */
export interface SqlTarget {
  readonly refId: string
  readonly datasource: DataSourceRef
  readonly editorMode: 'code'
  readonly rawQuery: true
  readonly rawSql: string
  readonly format: 'time_series' | 'table'
}

export type Target = PrometheusTarget | SqlTarget

export interface GridPosition {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

export interface Threshold {
  readonly color: string
  readonly value: number | null
}

export interface FieldConfig {
  readonly defaults: Readonly<Record<string, unknown>>
  readonly overrides: readonly unknown[]
}

export type PanelKind = 'timeseries' | 'stat' | 'table' | 'bargauge' | 'heatmap' | 'piechart' | 'barchart'

/** A panel that shows data. */
export interface DataPanel {
  readonly id: number
  readonly type: PanelKind
  readonly title: string
  readonly description: string
  readonly gridPos: GridPosition
  readonly datasource: DataSourceRef
  readonly targets: readonly Target[]
  readonly fieldConfig: FieldConfig
  readonly options: Readonly<Record<string, unknown>>
  readonly transformations?: readonly unknown[]
}

/** A heading that the panels below it fold into. */
export interface RowPanel {
  readonly id: number
  readonly type: 'row'
  readonly title: string
  readonly collapsed: false
  readonly gridPos: GridPosition
  readonly panels: readonly []
}

export type Panel = DataPanel | RowPanel

export interface TemplateVariable {
  readonly name: string
  readonly label: string
  readonly type: 'datasource' | 'query'
  readonly query: unknown
  readonly [setting: string]: unknown
}

export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly tags: readonly string[]
  readonly schemaVersion: 39
  readonly editable: true
  readonly graphTooltip: 1
  readonly refresh: string
  readonly time: { readonly from: string; readonly to: 'now' }
  readonly timezone: 'browser'
  readonly links: readonly unknown[]
  readonly annotations: { readonly list: readonly unknown[] }
  readonly templating: { readonly list: readonly TemplateVariable[] }
  readonly panels: readonly Panel[]
}
