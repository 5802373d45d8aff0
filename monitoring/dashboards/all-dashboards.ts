import type { Dashboard } from './grafana-model.ts'
import { neighbours } from './neighbours.ts'
import { oneQuery } from './one-query.ts'
import { overview } from './overview.ts'
import { shop } from './shop.ts'

/** Every dashboard by the name of its file in monitoring/grafana/dashboards. */
export const allDashboards: Readonly<Record<string, Dashboard>> = {
  overview,
  query: oneQuery,
  neighbours,
  shop,
}

/** A dashboard as its file has it. */
export function dashboardText(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, null, 2)}\n`
}
