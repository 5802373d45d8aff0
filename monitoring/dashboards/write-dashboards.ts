import { writeFileSync } from 'node:fs'
import { allDashboards, dashboardText } from './all-dashboards.ts'

/** `npm run dashboards`: writes the JSON that Grafana reads. */
for (const [name, dashboard] of Object.entries(allDashboards)) {
  writeFileSync(new URL(`../grafana/dashboards/${name}.json`, import.meta.url), dashboardText(dashboard))
}
