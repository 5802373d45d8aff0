import { allDashboards } from '../../dashboards/all-dashboards.ts'

export interface DashboardQuery {
  /** Dashboard, panel and letter. */
  readonly where: string
  readonly text: string
}

function targets() {
  return Object.entries(allDashboards).flatMap(([name, { panels }]) =>
    panels.flatMap((panel) =>
      panel.type === 'row'
        ? []
        : panel.targets.map((target) => ({ where: `${name}: ${panel.title} ${target.refId}`, target })),
    ),
  )
}

/** Every expression of every panel in PromQL, Grafana's variables replaced: the chosen query is any. */
export function promQueries(): readonly DashboardQuery[] {
  return targets().flatMap(({ where, target }) =>
    'expr' in target ? [{ where, text: anyQuery(target.expr).replaceAll('$__rate_interval', '30s') }] : [],
  )
}

/** `query="$query"` and `query=~"$query"`: any. */
export function anyQuery(expr: string): string {
  return expr.replaceAll(/query=~?"\$query"/g, 'query=~".+"')
}

/** Every query of every panel in SQL, with Grafana's macros as its PostgreSQL data source expands them. */
export function sqlQueries(): readonly (DashboardQuery & { readonly format: string })[] {
  return targets().flatMap(({ where, target }) => {
    if (!('rawSql' in target)) return []
    const text = target.rawSql
      .replaceAll('$__interval', "'5s'")
      .replaceAll(/\$__timeFilter\((\w+)\)/g, "$1 between now() - interval '1 hour' and now()")
      .replaceAll(/\$__timeGroup\((\w+), '5s'\)/g, 'floor(extract(epoch from $1)/5)*5')
    return [{ where, text, format: target.format }]
  })
}
