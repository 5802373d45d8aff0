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
  /** Figures of the progress that are others. */
  readonly ignore?: readonly ('input' | 'state' | 'eventTime')[]
}

/** What the repository says of differences: by name of the scenario. */
export function readDifferences(): Readonly<Record<string, Difference>> {
  const file = new URL('../streaming-different.json', import.meta.url)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

/** Conditions of Spark that have no public name go by ours. */
function expectedError(error: ScenarioError, difference: Difference | undefined): ScenarioError {
  const isPublic = error.condition !== null && !error.condition.startsWith('_LEGACY')
  const at = difference?.at ?? error.at
  return {
    condition: difference?.condition ?? (isPublic ? error.condition : 'UNSUPPORTED_STREAMING_OPERATION'),
    ...(isPublic && difference?.condition === undefined ? { sqlState: error.sqlState ?? null } : {}),
    ...(error.class === undefined ? {} : { class: error.class }),
    at,
    ...(at === 'step' && error.step !== undefined ? { step: error.step } : {}),
  }
}

/** What Spark did, in the form of what we see. */
export function expectedOutcome({ expected, ordered }: Scenario, difference: Difference | undefined): Outcome {
  const error = expected.error === undefined ? {} : { error: expectedError(expected.error, difference) }
  if (difference?.at === 'start') return error
  const batches = (expected.batches ?? []).map((batch): ScenarioBatch => {
    const rows = batch.rows.map(normal)
    return { ...without(batch, difference), rows: ordered === true ? rows : sorted(rows) }
  })
  return { ...error, ...(expected.schema === undefined ? {} : { schema: expected.schema, batches }) }
}

/** What we saw, with as much as there is to compare. */
export function comparableOutcome(outcome: Outcome, expected: Outcome, difference: Difference | undefined): Outcome {
  const wanted = expected.error
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
      : { batches: batches.map((batch) => ({ ...without(batch, difference), rows: batch.rows.map(normal) })) }),
  }
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
