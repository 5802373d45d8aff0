import { existsSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import type { Outcome, Scenario, ScenarioBatch, ScenarioError } from './scenario.ts'
import { sorted } from './scenario-batches.ts'

/** How a scenario differs on purpose, and why. */
export interface Difference {
  readonly why: string
  /** Another condition than Spark's. */
  readonly condition?: string
  /** The error comes at the start, not with a step. */
  readonly at?: 'start'
  /** Spark refuses it, here it runs: without an error; what comes out has tests of its own. */
  readonly runs?: true
  /** Figures of the progress that are others. */
  readonly ignore?: readonly ('input' | 'state' | 'eventTime' | 'rows')[]
}

/** What the repository says of differences: by name of the scenario. */
export function readDifferences(): Readonly<Record<string, Difference>> {
  const file = new URL('../streaming-different.json', import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/** Scenarios that ask for what does not exist, with what it is. */
export function readNotYet(): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(new URL('../streaming-not-yet.json', import.meta.url), 'utf8'))
}

/** Where Spark has no public condition, any of ours is one. */
function expectedError(error: ScenarioError, difference: Difference | undefined): Partial<ScenarioError> {
  const isPublic = error.condition !== null && !error.condition.startsWith('_LEGACY')
  const at = difference?.at ?? error.at
  const condition = difference?.condition ?? (isPublic ? error.condition : undefined)
  return {
    ...(condition === undefined ? {} : { condition }),
    ...(isPublic && difference?.condition === undefined ? { sqlState: error.sqlState ?? null } : {}),
    ...(error.class === undefined ? {} : { class: error.class }),
    at,
    ...(at === 'step' && error.step !== undefined ? { step: error.step } : {}),
  }
}

/** What Spark did, in the form of what we see. */
export function expectedOutcome({ expected, ordered }: Scenario, difference: Difference | undefined): Outcome {
  if (difference?.runs === true) return {}
  const error =
    expected.error === undefined ? {} : { error: expectedError(expected.error, difference) as ScenarioError }
  if (difference?.at === 'start') return error
  const batches = (expected.batches ?? []).map((batch): ScenarioBatch => {
    const rows = batch.rows.map(normal)
    return without({ ...batch, rows: ordered === true ? rows : sorted(rows) }, difference)
  })
  return { ...error, ...(expected.schema === undefined ? {} : { schema: expected.schema, batches }) }
}

/** What we saw, with as much as there is to compare. */
export function comparableOutcome(outcome: Outcome, expected: Outcome, difference: Difference | undefined): Outcome {
  const wanted = expected.error
  if (isFoundEarlier(outcome, expected)) return expected
  const error =
    outcome.error === undefined || wanted === undefined
      ? outcome.error
      : (Object.fromEntries(
          Object.entries(outcome.error).filter(([name]) => Object.hasOwn(wanted, name)),
        ) as unknown as ScenarioError)
  const { schema, batches } = outcome
  return {
    ...(error === undefined ? {} : { error }),
    ...(schema === undefined || expected.schema === undefined ? {} : { schema }),
    ...(batches === undefined || expected.schema === undefined
      ? {}
      : { batches: batches.map((batch) => without({ ...batch, rows: batch.rows.map(normal) }, difference)) }),
  }
}

/** What Spark finds only when the first batch runs, we find at the start: a promise of ours, and no difference in what comes out. */
function isFoundEarlier({ error }: Outcome, { error: wanted, batches = [] }: Outcome): boolean {
  if (error?.at !== 'start' || wanted?.at !== 'step' || batches.length > 0) return false
  return (wanted as Partial<ScenarioError>).condition === undefined || wanted.condition === error.condition
}

/** Whether two outcomes are the same; the last digits of floating-point aggregates are not compared. */
export function sameOutcome(a: Outcome, b: Outcome): boolean {
  return isDeepStrictEqual(rounded(a), rounded(b))
}

function without(batch: ScenarioBatch, difference: Difference | undefined): ScenarioBatch {
  const ignored = new Set<string>(difference?.ignore)
  return Object.fromEntries(Object.entries(batch).filter(([name]) => !ignored.has(name))) as unknown as ScenarioBatch
}

/** `{"$bigint": "5"}` is 5: how large a number may be as plain JSON is the writer's affair. */
function normal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(normal)
  if (typeof value !== 'object' || value === null) return value
  const [only] = Object.entries(value)
  if (only?.[0] === '$bigint' && Number.isSafeInteger(Number(only[1]))) return Number(only[1])
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, normal(v)]))
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(14))
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, rounded(v)]))
}
