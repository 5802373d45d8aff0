import { readdirSync } from 'node:fs'
import { metricFamilies } from '@streamkit/core/metrics'
import { expect, test } from 'vitest'
import { allDashboards, dashboardText } from '../dashboards/all-dashboards.ts'
import type { Dashboard, DataPanel, GridPosition } from '../dashboards/grafana-model.ts'
import { readText, root } from './support/repository.ts'

const dashboards = Object.entries(allDashboards)

function dataPanels(dashboard: Dashboard): readonly DataPanel[] {
  return dashboard.panels.filter((panel) => panel.type !== 'row')
}

function overlap(a: GridPosition, b: GridPosition): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

test('the JSON of the dashboards is what `npm run dashboards` writes', () => {
  const files = readdirSync(`${root}monitoring/grafana/dashboards`).sort()
  expect(files).toEqual(dashboards.map(([name]) => `${name}.json`).sort())
  for (const [name, dashboard] of dashboards) {
    expect(readText(`monitoring/grafana/dashboards/${name}.json`), name).toBe(dashboardText(dashboard))
  }
})

test('addresses of dashboards are stable and different', () => {
  expect(dashboards.map(([name, { uid }]) => `${name} ${uid}`)).toEqual([
    'overview streamkit-overview',
    'query streamkit-query',
    'neighbours streamkit-neighbours',
    'shop streamkit-shop',
  ])
})

test.each(dashboards)('panels of %s have numbers of their own, lie in the grid and side by side', (_, { panels }) => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const { title, gridPos } of panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
    const others = panels.filter((panel) => panel.gridPos !== gridPos && overlap(panel.gridPos, gridPos))
    expect(others.map((other) => `${title} lies on ${other.title}`)).toEqual([])
  }
})

test.each(dashboards)('lines of %s are filled to the edge', (_, { panels }) => {
  const lines = new Map<number, number>()
  for (const { gridPos } of panels) lines.set(gridPos.y, (lines.get(gridPos.y) ?? 0) + gridPos.w)
  expect([...lines].filter(([, width]) => width !== 24)).toEqual([])
})

test.each(dashboards)(
  'every panel of %s says what it shows, in a unit, and asks through a variable',
  (_, dashboard) => {
    const names = dashboard.templating.list.map(({ name }) => name)
    for (const panel of dataPanels(dashboard)) {
      expect(panel.description.length, panel.title).toBeGreaterThan(15)
      const hasUnit = panel.type === 'table' || panel.type === 'heatmap' || 'unit' in panel.fieldConfig.defaults
      expect(hasUnit, panel.title).toBe(true)
      expect(panel.targets.length, panel.title).toBeGreaterThan(0)
      for (const { datasource } of panel.targets) {
        expect(names, panel.title).toContain(/^\$\{(\w+)\}$/.exec(datasource.uid)?.[1])
      }
    }
  },
)

test.each(dashboards)('every series of a chart of %s has a name in the legend', (_, dashboard) => {
  for (const panel of dataPanels(dashboard)) {
    if (panel.type !== 'timeseries') continue
    for (const target of panel.targets) if ('expr' in target) expect(target.legendFormat, panel.title).not.toBe('')
  }
})

test('dashboards, rules and alerts know every family of StreamKit, and no other', () => {
  const texts = [
    ...dashboards.map(([, dashboard]) => dashboardText(dashboard)),
    readText('monitoring/prometheus/rules/recording.yml'),
    readText('monitoring/prometheus/rules/alerts.yml'),
  ]
  const used = texts.join('\n').matchAll(/(?<![\w:])streamkit_([a-z_]+)\b(?!:)/g)
  const groups = new Set([...texts.join('\n').matchAll(/- name: streamkit_([a-z_]+)/g)].map(([, name]) => name ?? ''))
  const names = [...used]
    .map(([, name = '']) => name.replace(/_(?:bucket|sum|count)$/, ''))
    .filter((name) => !groups.has(name))
  expect([...new Set(names)].sort()).toEqual(Object.keys(metricFamilies).sort())
})
