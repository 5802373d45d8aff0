import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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
  readonly keys?: readonly string[]
  readonly aggs?: readonly string[]
  readonly values?: readonly unknown[]
  readonly value?: unknown
  readonly on?: string
  readonly using?: readonly string[]
  readonly how?: string
  readonly desc?: boolean
  readonly fraction?: number
  readonly fn?: string
  readonly outputMode?: string
  readonly timeout?: string
  readonly gapMs?: number
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
  readonly tables?: Readonly<
    Record<string, { readonly schema: string; readonly rows: readonly (readonly unknown[])[] }>
  >
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

/** The corpus of the repository. */
export const corpusFolder: string = fileURLToPath(new URL('../../spark-corpus', import.meta.url))

/** Every scenario of a corpus: of the files in its folder `streaming`, or, without one, of those beside each other in the folder itself. */
export function readScenarios(corpus: string = corpusFolder): readonly Scenario[] {
  const folder = existsSync(join(corpus, 'streaming')) ? join(corpus, 'streaming') : corpus
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => scenariosOf(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
}

function scenariosOf(document: unknown): readonly Scenario[] {
  const all = Array.isArray(document) ? document : [document]
  return all.filter((s): s is Scenario => Array.isArray((s as Scenario | null)?.steps) && Array.isArray(s.plan))
}
