import { readFileSync } from 'node:fs'
import { NotYet } from './corpus-expression.ts'
import { csvDifference, isExpectedCsv, outcomeOfCsv } from './csv-differences.ts'
import { checkpointResults } from './golden-checkpoint.ts'
import { legalityResults } from './legality/run-legality.ts'
import { readDocuments, runDocument, sameDocument } from './run-document.ts'
import { expressionResults } from './run-expressions.ts'
import { readWritten, runWritten } from './run-written.ts'
import { runScenario } from './streaming/run-scenario.ts'
import { type Outcome, readScenarios, type Scenario, type ScenarioBatch } from './streaming/scenario.ts'
import {
  comparableOutcome,
  expectedOutcome,
  readDifferences,
  readNotYet,
  sameOutcome,
} from './streaming/scenario-outcome.ts'

/** Which scenarios of a corpus to run, and how to tell of them. */
export interface CorpusRun {
  readonly folder: string
  readonly area?: string | undefined
  readonly name?: string | undefined
  readonly json: boolean
}

interface Result {
  readonly area: string
  readonly name: string
  readonly status: 'pass' | 'fail' | 'different'
  readonly expected?: Outcome
  readonly actual?: Outcome
  readonly error?: string
  readonly why?: string
}

const different = readDifferences()
const notYet = readNotYet()

/** A scenario; one that is listed as impossible does not count as a failure. */
async function play(scenario: Scenario): Promise<Result> {
  const result = await compare(scenario)
  const listed = notYet[scenario.name]
  if (result.status !== 'fail' || listed === undefined) return result
  return { area: result.area, name: result.name, status: 'different', why: `not there yet: ${listed}` }
}

async function compare(scenario: Scenario): Promise<Result> {
  const { area, name } = scenario
  const difference = different[name]
  const expected = expectedOutcome(scenario, difference)
  try {
    const actual = comparableOutcome(await runScenario(scenario), expected, difference)
    if (sameOutcome(actual, expected)) {
      return difference === undefined
        ? { area, name, status: 'pass' }
        : { area, name, status: 'different', why: difference.why }
    }
    return { area, name, status: 'fail', expected, actual }
  } catch (error) {
    const text = error instanceof NotYet ? `not there yet: ${error.message}` : String((error as Error).stack ?? error)
    return { area, name, status: 'fail', expected, error: text }
  }
}

function print({ area, name, expected, actual, error }: Result): void {
  console.log(`\nFAIL ${area}: ${name}`)
  if (error !== undefined) console.log(`  ${error}`)
  if (actual === undefined || expected === undefined) return
  const lines = (o: Outcome | undefined) => (o?.batches ?? []).map((b) => JSON.stringify(b))
  if (JSON.stringify(expected.schema) !== JSON.stringify(actual.schema)) {
    console.log(
      `  schema expected ${JSON.stringify(expected.schema)}\n         actual   ${JSON.stringify(actual.schema)}`,
    )
  }
  const [wanted, got] = [lines(expected), lines(actual)]
  for (let i = 0; i < Math.max(wanted.length, got.length); i++) {
    if (wanted[i] !== got[i]) sideBySide(i, expected.batches?.[i], actual.batches?.[i])
    else console.log(`  batch ${i} as expected`)
  }
  if (expected.error !== undefined || actual.error !== undefined) {
    console.log(`  error expected ${JSON.stringify(expected.error)}\n        actual   ${JSON.stringify(actual.error)}`)
  }
}

/** JSON with the names of objects in order. */
function text(value: unknown): string | undefined {
  const inOrder = (_: string, v: unknown) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v
  return JSON.stringify(value, inOrder)
}

function sideBySide(number: number, expected: ScenarioBatch | undefined, actual: ScenarioBatch | undefined): void {
  console.log(`  batch ${number}`)
  const names = new Set([...Object.keys(expected ?? {}), ...Object.keys(actual ?? {})]) as Set<keyof ScenarioBatch>
  for (const name of names) {
    const [e, a] = [text(expected?.[name]), text(actual?.[name])]
    console.log(e === a ? `    ${name}: ${e}` : `    ${name}:\n      expected ${e}\n      actual   ${a}`)
  }
}

const filesDifferent = JSON.parse(
  readFileSync(new URL('documents-different.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, string>>>>

/** Files that are read (csv, json, text) and files that are written. */
async function fileResults({ folder, area, name, json }: CorpusRun): Promise<Result[]> {
  const results: Result[] = []
  const add = (
    at: { readonly area: string; readonly name: string },
    expected: unknown,
    actual: unknown,
    same: boolean,
  ) => {
    const why = filesDifferent[at.area]?.[at.name]
    results.push({
      ...at,
      status: same ? 'pass' : why === undefined ? 'fail' : 'different',
      ...(why === undefined ? {} : { why }),
    })
    if (same || why !== undefined || json) return
    console.log(
      `\nFAIL ${at.area}: ${at.name}\n  expected ${JSON.stringify(expected)}\n  actual   ${JSON.stringify(actual)}`,
    )
  }
  const wanted = (inArea: string) => area === undefined || area === inArea
  if (wanted('csv')) {
    for (const document of readDocuments(folder, 'csv')) {
      if (name !== undefined && name !== document.name) continue
      const actual = await outcomeOfCsv(document, 1 << 20, 'scanner')
      const same = isExpectedCsv(actual, document)
      const why = same ? csvDifference(document.name) : null
      if (why !== null) results.push({ area: 'csv', name: document.name, status: 'different', why })
      else add({ area: 'csv', name: document.name }, document.expected, actual, same)
    }
  }
  for (const documentArea of ['json', 'text'] as const) {
    if (!wanted(documentArea)) continue
    for (const document of readDocuments(folder, documentArea)) {
      if (name !== undefined && name !== document.name) continue
      const actual = await runDocument(document, 1 << 20)
      const at = { area: documentArea, name: document.name }
      add(at, document.expected, actual, sameDocument(actual, document.expected))
    }
  }
  if (wanted('expressions')) {
    for (const { area, name: expr, same, why, expected, actual } of await expressionResults(folder, name)) {
      if (!same && why !== undefined) results.push({ area, name: expr, status: 'different', why })
      else add({ area, name: expr }, expected, actual, same)
    }
  }
  if (wanted('checkpoint')) {
    for (const { name: query, expected, actual } of await checkpointResults(folder, name))
      add({ area: 'checkpoint', name: query }, expected, actual, text(actual) === text(expected))
  }
  if (wanted('legality')) {
    for (const { shape, mode, expected, actual, why } of await legalityResults(folder, name)) {
      const at = { area: 'legality', name: `${shape}, ${mode}` }
      if (actual === expected && why !== undefined) results.push({ ...at, status: 'different', why })
      else add(at, expected, actual, actual === expected)
    }
  }
  if (area !== undefined && area !== 'written') return results
  for (const written of readWritten(folder)) {
    if (name !== undefined && name !== written.name) continue
    const actual = runWritten(written, { utf8: true, chunkRows: 100 })
    const same = JSON.stringify(actual) === JSON.stringify(written.expected)
    add({ area: 'written', name: written.name }, written.expected, actual, same)
  }
  return results
}

/** Runs the scenarios of a corpus and prints what fails, then the counts. Gives the number of failures, -1 if there was nothing to run. */
export async function runCorpus({ folder, area, name, json }: CorpusRun): Promise<number> {
  const scenarios = readScenarios(folder).filter(
    (s) => (area === undefined || s.area === area) && (name === undefined || s.name === name),
  )
  const results: Result[] = await fileResults({ folder, area, name, json })
  for (const scenario of scenarios) {
    const result = await play(scenario)
    results.push(result)
    if (!json && result.status === 'fail') print(result)
  }
  const [passed, different, failed] = (['pass', 'different', 'fail'] as const).map(
    (status) => results.filter((r) => r.status === status).length,
  )
  if (json) console.log(JSON.stringify({ results, passed, different, failed }, null, 1))
  else console.log(`\n${passed} passed, ${different} different with a reason, ${failed} failed, of ${results.length}`)
  return results.length === 0 ? -1 : (failed as number)
}
