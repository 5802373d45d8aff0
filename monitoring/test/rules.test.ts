import { readdirSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readText, root } from './support/repository.ts'
import { hasProgram, runProgram } from './support/run-program.ts'

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

interface UnitTest {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[]
}

const folder = `${root}monitoring/prometheus/`

function rulesOf(file: string): readonly Rule[] {
  const { groups } = parse(readText(`monitoring/prometheus/rules/${file}`)) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[]
  }
  return groups.flatMap(({ rules }) => rules)
}

const alerts = rulesOf('alerts.yml')
const testFiles = readdirSync(`${folder}tests`).filter((name) => name.endsWith('.yml'))

/** The anchor that GitHub gives a heading of one word. */
function anchors(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (\S+)$/gm)].map(([, heading = '']) => heading.toLowerCase())
}

test('names of alerts and of recorded series are used once', () => {
  const names = [...alerts, ...rulesOf('recording.yml')].map(({ alert, record }) => alert ?? record)
  expect(new Set(names).size).toBe(names.length)
})

test.each(alerts)('$alert says how grave it is, what is the matter, and where the runbook is', (rule) => {
  expect(['critical', 'warning', 'info']).toContain(rule.labels?.severity)
  expect(rule.annotations?.summary).toBeTruthy()
  expect(rule.annotations?.description).toBeTruthy()
  expect(rule.annotations?.runbook).toBe(`docs/guide/alerts.md#${rule.alert?.toLowerCase()}`)
})

test('the guide has a section for each alert, with its meaning, what to look at and what to do', () => {
  const guide = readText('docs/guide/alerts.md')
  const sections = guide.split(/^### /m).slice(1)
  expect(sections.map((section) => section.split('\n')[0]).sort()).toEqual(alerts.map(({ alert }) => alert).sort())
  for (const section of sections) {
    expect(section).toMatch(/\*\*Meaning\.\*\*[\s\S]*\*\*Look at\.\*\*[\s\S]*\*\*Do\.\*\*/)
  }
  for (const { alert } of alerts) expect(anchors(guide)).toContain(alert?.toLowerCase())
})

test('the unit tests see each alert silent and see it firing', () => {
  const seen = testFiles.flatMap((name) => {
    const { tests } = parse(readText(`monitoring/prometheus/tests/${name}`)) as { readonly tests: readonly UnitTest[] }
    return tests.flatMap((unit) => unit.alert_rule_test)
  })
  for (const { alert } of alerts) {
    const own = seen.filter(({ alertname }) => alertname === alert)
    expect(
      own.some(({ exp_alerts }) => exp_alerts.length === 0),
      `${alert} silent`,
    ).toBe(true)
    expect(
      own.some(({ exp_alerts }) => exp_alerts.length > 0),
      `${alert} firing`,
    ).toBe(true)
  }
})

const hasPromtool = await hasProgram('promtool')

describe.skipIf(!hasPromtool && process.env.CI !== 'true')('promtool', () => {
  beforeAll(() => {
    if (!hasPromtool) throw new Error('promtool is missing: it comes with the package prometheus')
  })

  test('takes the configuration', async () => {
    expect(await runProgram('promtool', ['check', 'config', `${folder}prometheus.yml`])).toMatchObject({ code: 0 })
  })

  test('takes the rules, without a complaint', async () => {
    const files = ['recording.yml', 'alerts.yml'].map((name) => `${folder}rules/${name}`)
    expect(await runProgram('promtool', ['check', 'rules', '--lint=all', '--lint-fatal', ...files])).toMatchObject({
      code: 0,
    })
  })

  test('runs the unit tests of the alerts', async () => {
    const files = testFiles.map((name) => `${folder}tests/${name}`)
    const { code, output } = await runProgram('promtool', ['test', 'rules', ...files])
    expect(code, output).toBe(0)
  })
})
