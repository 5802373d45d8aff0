import type { DataSourceRef } from './grafana-model.ts'

/** The Prometheus that the variable `datasource` names. */
export const prometheus: DataSourceRef = { type: 'prometheus', uid: '$' + '{datasource}' }

/** The PostgreSQL database that the variable `database` names. */
export const postgres: DataSourceRef = { type: 'grafana-postgresql-datasource', uid: '$' + '{database}' }
