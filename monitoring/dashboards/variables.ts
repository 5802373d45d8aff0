import { prometheus } from './data-sources.ts'
import type { TemplateVariable } from './grafana-model.ts'

/** Which Prometheus is asked. */
export const datasourceVariable: TemplateVariable = {
  name: 'datasource',
  label: 'Prometheus',
  type: 'datasource',
  query: 'prometheus',
  current: {},
  hide: 0,
  includeAll: false,
  multi: false,
  refresh: 1,
  regex: '',
}

/** Which PostgreSQL is asked. */
export const databaseVariable: TemplateVariable = {
  name: 'database',
  label: 'PostgreSQL',
  type: 'datasource',
  query: 'grafana-postgresql-datasource',
  current: {},
  hide: 0,
  includeAll: false,
  multi: false,
  refresh: 1,
  regex: '',
}

/** The queries that Prometheus knows: any number of them, or one. */
export function queryVariable({ multi }: { readonly multi: boolean }): TemplateVariable {
  return {
    name: 'query',
    label: 'Query',
    type: 'query',
    datasource: prometheus,
    query: { query: 'label_values(streamkit_query_info, query)', refId: 'query' },
    definition: 'label_values(streamkit_query_info, query)',
    current: {},
    hide: 0,
    includeAll: multi,
    ...(multi ? { allValue: '.*' } : {}),
    multi,
    refresh: 2,
    regex: '',
    sort: 1,
  }
}
