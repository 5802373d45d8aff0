import { createHash } from 'node:crypto'
import { prometheus } from './data-sources.ts'
import type { Dashboard, Panel, TemplateVariable } from './grafana-model.ts'
import type { PanelDraft } from './panel.ts'

/** A heading and the panels below it, from left to right; a line that is full goes on in the next. */
export interface Section {
  readonly title: string
  readonly panels: readonly PanelDraft[]
}

export interface DashboardOptions {
  /** Part of its address: never changed. */
  readonly uid: string
  readonly title: string
  readonly description: string
  readonly variables: readonly TemplateVariable[]
  readonly sections: readonly Section[]
  /** How often the page asks again. Default 5 s, as Prometheus scrapes. */
  readonly refresh?: string
  /** How far back it shows. Default 15 minutes. */
  readonly from?: string
}

const columns = 24

/** Makes a dashboard: a row for each section, panels laid out in lines, ids that depend on titles only. */
export function dashboard(options: DashboardOptions): Dashboard {
  return {
    uid: options.uid,
    title: options.title,
    description: options.description,
    tags: ['streamkit'],
    schemaVersion: 39,
    editable: true,
    graphTooltip: 1,
    refresh: options.refresh ?? '5s',
    time: { from: options.from ?? 'now-15m', to: 'now' },
    timezone: 'browser',
    links: [
      {
        type: 'dashboards',
        tags: ['streamkit'],
        title: 'StreamKit',
        asDropdown: false,
        includeVars: true,
        keepTime: true,
        targetBlank: false,
        icon: 'external link',
        tooltip: '',
        url: '',
      },
    ],
    annotations: { list: options.variables.some(({ name }) => name === 'query') ? [startAnnotation] : [] },
    templating: { list: options.variables },
    panels: layOut(options.sections),
  }
}

/** A vertical line wherever a query was started. */
const startAnnotation = {
  name: 'Starts',
  datasource: prometheus,
  enable: true,
  hide: false,
  iconColor: 'blue',
  expr: 'streamkit_query_info{query=~"$query"} unless streamkit_query_info{query=~"$query"} offset 1m',
  step: '60s',
  titleFormat: '{{query}} started',
  textFormat: 'run {{run_id}}',
}

function layOut(sections: readonly Section[]): readonly Panel[] {
  const laid: Panel[] = []
  let y = 0
  for (const { title, panels } of sections) {
    laid.push({
      id: idOf(title),
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: columns, h: 1 },
      panels: [],
    })
    y += 1
    let [x, lineHeight] = [0, 0]
    for (const { width, height, ...panel } of panels) {
      if (x + width > columns) {
        y += lineHeight
        x = 0
        lineHeight = 0
      }
      laid.push({ id: idOf(`${title}/${panel.title}`), gridPos: { x, y, w: width, h: height }, ...panel })
      x += width
      lineHeight = Math.max(lineHeight, height)
    }
    y += lineHeight
  }
  return laid
}

/** A panel keeps its number, and with it its address, when others come and go. */
function idOf(name: string): number {
  return (createHash('sha256').update(name).digest().readUInt32BE(0) % 1_000_000) + 1
}
