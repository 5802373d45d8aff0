import { readdirSync, readFileSync } from 'node:fs'
import type { Ast } from '../corpus-expression.ts'

/** One operation of a plan, on the result of the one before; which of the fields there are depends on `op`. */
export interface PlanOperation {
  readonly op: string
  readonly name?: string
  readonly col?: string
  readonly cols?: readonly string[]
  readonly delay?: string
  readonly exprs?: readonly string[]
  readonly expr?: string
  readonly from?: string
  readonly to?: string
  readonly n?: number
  readonly right?: readonly PlanOperation[]
  readonly allowMissingColumns?: boolean
}

/** Rows of one file: arrays in the order of the schema, or the text of the file. */
export type FileRows = string | readonly (readonly unknown[])[]

export interface ScenarioStep {
  readonly restart?: true
  readonly crashLastBatch?: true
  /** The sink throws in the next batch, after it has received the rows. */
  readonly failSink?: true
  /** One new file in the folder of each source. */
  readonly add?: Readonly<Record<string, FileRows>>
  /** Several, in the order of their modification times. */
  readonly addFiles?: Readonly<Record<string, readonly FileRows[]>>
}

export interface ScenarioSource {
  readonly schema: string
  readonly format?: string
  readonly options?: Readonly<Record<string, string | number | boolean>>
}

/** A batch as the sink and the progress showed it. */
export interface ScenarioBatch {
  readonly step: number
  readonly batchId: number
  readonly watermark?: string
  readonly eventTime?: Readonly<Record<string, string>>
  readonly input?: readonly (readonly [source: string, rows: number])[]
  readonly state?: readonly Readonly<Record<string, unknown>>[]
  readonly rows: readonly unknown[]
  readonly committed?: false
}

export interface ScenarioError {
  /** Null, or `_LEGACY_...`: Spark has no public name for it. */
  readonly condition: string | null
  readonly sqlState?: string | null
  readonly class?: string
  readonly at: 'start' | 'step'
  readonly step?: number
}

/** A micro-batch scenario of the corpus, as its README tells; `Expected` is what Spark did. */
export interface Scenario {
  readonly name: string
  readonly area: string
  readonly sources: Readonly<Record<string, ScenarioSource>>
  readonly conf?: Readonly<Record<string, string>>
  readonly plan: readonly PlanOperation[]
  readonly outputMode: string
  readonly trigger?: 'availableNow' | 'once'
  readonly ordered?: true
  readonly steps: readonly ScenarioStep[]
  readonly trees?: Readonly<Record<string, Ast>>
  readonly expected: Outcome
}

/** What came of a scenario. */
export interface Outcome {
  readonly schema?: readonly (readonly [name: string, type: string])[]
  readonly batches?: readonly ScenarioBatch[]
  readonly error?: ScenarioError
}

const folder = new URL('../../spark-corpus/streaming/', import.meta.url)

/** Every scenario of the corpus. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(folder)
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Scenario[])
}
