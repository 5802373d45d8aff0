import { type ConditionTable, conditions } from '../../src/errors/conditions.ts'
import { durationBuckets, type MetricFamily, metricFamilies } from '../../src/metrics/metric-families.ts'
import { readText, root } from '../tidy/repository.ts'
import { withEvidence } from './fault-evidence.ts'
import { type FunctionDoc, functionDocs } from './function-docs.ts'

/** A part of a page that is made from the code. */
interface GeneratedTable {
  readonly path: string
  /** In the marks around it. */
  readonly name: string
  readonly text: string
}

/** All of them. */
async function generatedTables(): Promise<readonly GeneratedTable[]> {
  const postgres = 'packages/streamkit-postgres/src'
  return [
    { path: 'docs/guide/errors.md', name: 'core', text: conditionRows(conditions) },
    {
      path: 'docs/guide/errors.md',
      name: 'postgres',
      text: conditionRows(await conditionsIn(`${postgres}/conditions.ts`)),
    },
    {
      path: 'docs/guide/errors.md',
      name: 'embedded',
      text: conditionRows(await conditionsIn(`${postgres}/embedded/conditions.ts`)),
    },
    {
      path: 'docs/guide/errors.md',
      name: 'kafka',
      text: conditionRows(await conditionsIn('packages/streamkit-kafka/src/conditions.ts')),
    },
    { path: 'docs/reference/functions.md', name: 'functions', text: functionRows(functionDocs()) },
    { path: 'docs/guide/metrics.md', name: 'families', text: familyRows(metricFamilies) },
    { path: 'docs/guide/metrics.md', name: 'buckets', text: `${durationBuckets.join(' · ')}\n` },
  ]
}

/** The page with this table in the place of the one that it has. Throws if the page has no place for it. */
function withTable({ path, name, text }: GeneratedTable, page: string): string {
  const place = new RegExp(`(<!-- ${name}: made by test/docs/write-tables.ts -->\n\n)[^]*?(\n<!-- end of ${name} -->)`)
  if (!place.test(page)) throw new Error(`${path} has no place for the table ${name}`)
  return page.replace(place, (_, begin: string, end: string) => `${begin}${text}${end}`)
}

/** The pages that hold parts made from the code, as they should be. */
export async function generatedPages(): Promise<ReadonlyMap<string, string>> {
  const pages = new Map<string, string>()
  for (const table of await generatedTables())
    pages.set(table.path, withTable(table, pages.get(table.path) ?? readText(table.path)))
  const faults = 'docs/reliability.md'
  pages.set(faults, withEvidence(readText(faults), faults))
  return pages
}

async function conditionsIn(path: string): Promise<ConditionTable> {
  // by its path: this package must not depend on the other one
  return ((await import(root + path)) as { readonly conditions: ConditionTable }).conditions
}

function conditionRows(table: ConditionTable): string {
  const rows = Object.entries(table).map(
    ([condition, { sqlState, template }]) => `| \`${condition}\` | ${sqlState} | ${cell(template)} |`,
  )
  return `${['| condition | SQLSTATE | message |', '| --- | --- | --- |', ...rows].join('\n')}\n`
}

function familyRows(families: Readonly<Record<string, MetricFamily>>): string {
  const rows = Object.entries(families).map(
    ([name, { type, labels, help }]) => `| \`streamkit_${name}\` | ${type} | ${labels.join(', ')} | ${cell(help)} |`,
  )
  return `${['| family | type | labels | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`
}

function functionRows(docs: readonly FunctionDoc[]): string {
  const sorted = [...docs].sort((a, b) => (a.name < b.name ? -1 : 1))
  const rows = sorted.map(
    ({ name, spark, signature, summary }) => `| ${spark} | \`${name}\` | \`${code(signature)}\` | ${cell(summary)} |`,
  )
  const head = ['| Spark | TypeScript | signature | what it does |', '| --- | --- | --- | --- |']
  return `${[...head, ...rows].join('\n')}\n`
}

/** Code in a table. */
function code(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** Text in a table: a parameter in angle brackets would be taken for HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '\\<')
}
