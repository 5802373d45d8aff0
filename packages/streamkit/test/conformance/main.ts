import { parseArgs } from 'node:util'
import { NotYet } from './corpus-expression.ts'
import { runScenario } from './streaming/run-scenario.ts'
import { corpusFolder, type Outcome, readScenarios, type Scenario, type ScenarioBatch } from './streaming/scenario.ts'
import { comparableOutcome, expectedOutcome, readDifferences, sameOutcome } from './streaming/scenario-outcome.ts'

const usage = `Runs recorded scenarios through the public API and compares rows, watermarks, state figures and conditions batch by batch.

  npm run conformance -- [DIR] [--area NAME] [--case NAME] [--json]

DIR: a folder with streaming/*.json in the form of packages/streamkit/test/spark-corpus (default).`

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

async function play(scenario: Scenario): Promise<Result> {
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

function sideBySide(number: number, expected: ScenarioBatch | undefined, actual: ScenarioBatch | undefined): void {
  console.log(`  batch ${number}`)
  const names = new Set([...Object.keys(expected ?? {}), ...Object.keys(actual ?? {})]) as Set<keyof ScenarioBatch>
  for (const name of names) {
    const [e, a] = [JSON.stringify(expected?.[name]), JSON.stringify(actual?.[name])]
    console.log(e === a ? `    ${name}: ${e}` : `    ${name}:\n      expected ${e}\n      actual   ${a}`)
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      area: { type: 'string' },
      case: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const scenarios = readScenarios(positionals[0] ?? corpusFolder).filter(
    ({ area, name }) =>
      (values.area === undefined || area === values.area) && (values.case === undefined || name === values.case),
  )
  const results: Result[] = []
  for (const scenario of scenarios) {
    const result = await play(scenario)
    results.push(result)
    if (!values.json && result.status === 'fail') print(result)
  }
  const count = (status: Result['status']) => results.filter((r) => r.status === status).length
  if (values.json)
    console.log(
      JSON.stringify({ results, passed: count('pass'), different: count('different'), failed: count('fail') }, null, 1),
    )
  else
    console.log(
      `\n${count('pass')} passed, ${count('different')} different on purpose, ${count('fail')} failed, of ${results.length}`,
    )
  return count('fail') === 0 && results.length > 0 ? 0 : 1
}

process.exitCode = await main()
