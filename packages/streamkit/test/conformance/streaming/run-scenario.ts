import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createSession,
  Decimal,
  isStreamKitError,
  parseDdl,
  type SessionOptions,
  type StreamingQuery,
  type StreamingQueryProgress,
  simpleString,
} from '../../../src/index.ts'
import { nodeFileSystem } from '../../../src/platform/node-file-system.ts'
import type { DataType } from '../../../src/types/data-type.ts'
import { NotYet } from '../corpus-expression.ts'
import type { Outcome, PlanOperation, Scenario, ScenarioError, ScenarioStep } from './scenario.ts'
import { ScenarioBatches } from './scenario-batches.ts'
import { ScenarioFiles } from './scenario-files.ts'
import { type Frame, type Reader, scenarioFrame } from './scenario-frame.ts'
import { stillClock } from './still-clock.ts'

const { watch: _, ...unwatchedFileSystem } = nodeFileSystem

/** Another way to run the same scenario, which must give the same. */
export interface ScenarioVariant {
  readonly session?: Partial<SessionOptions>
  /** Before each step the query is stopped and started from its checkpoint. */
  readonly restarts?: true
  /** Before each step the query dies, its last batch done but not committed: that batch runs again. */
  readonly crashes?: true
}

/** Where a run of a scenario keeps everything. */
export interface ScenarioPlace {
  /** The folder of each source is `<folder>/src_<name>`, the checkpoint `<folder>/checkpoint`. */
  readonly folder: string
  /** The number of the first file that is added. Default 0. */
  readonly firstFile?: number
  readonly onProgress?: (progress: StreamingQueryProgress) => void
  readonly variant?: ScenarioVariant
}

/** Plays a scenario through the public API in a folder of its own. Throws {@link NotYet} if it needs what does not exist. */
export async function runScenario(scenario: Scenario, variant: ScenarioVariant = {}): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-'))
  try {
    return await playScenario(scenario, { folder, variant })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Plays a scenario in a folder that the caller keeps. */
export async function playScenario(scenario: Scenario, place: ScenarioPlace): Promise<Outcome> {
  const { folder, variant = {} } = place
  await using session = createSession({
    ...optionsOf(scenario.conf ?? {}),
    ...variant.session,
    environment: { clock: stillClock, fileSystem: unwatchedFileSystem },
    logger: silent,
  })
  const folders = Object.entries(scenario.sources).map(([name, { schema, format = 'json' }]) => {
    return [name, { path: `${folder}/src_${name}`, format, schema: parseDdl(schema) }] as const
  })
  const files = new ScenarioFiles(new Map(folders), place.firstFile)
  const source = (name: string): Frame => {
    const { format = 'json', options = {}, schema } = scenario.sources[name] as Scenario['sources'][string]
    const reader = session.readStream() as unknown as Reader
    return reader.format(format).schema(schema).options(options).load(`${folder}/src_${name}`)
  }
  const { tables = {} } = scenario
  const table = (name: string): Frame => {
    const { schema, rows } = tables[name] as NonNullable<Scenario['tables']>[string]
    const type = parseDdl(schema)
    const records = rows.map((row) =>
      Object.fromEntries(type.fields.map((f, i) => [f.name, fromJson(row[i] ?? null, f.dataType)])),
    )
    return session.createDataFrame(records as never, schema as never) as unknown as Frame
  }
  const batches = new ScenarioBatches(sourceNames(scenario.plan), scenario.ordered === true)
  session.streams.addListener(batches)
  session.streams.addListener({ onQueryProgress: ({ progress }) => place.onProgress?.(progress) })
  let run: ScenarioRun
  let schema: NonNullable<Outcome['schema']>
  try {
    const frame = scenarioFrame(scenario, { source, table })
    schema = frame.schema.fields.map((field) => [field.name, simpleString(field.dataType)] as const)
    run = new ScenarioRun({ scenario, frame, files, batches, checkpoint: `${folder}/checkpoint`, variant })
    await run.begin()
  } catch (error) {
    return { error: errorOf(error, 'start') }
  }
  for (const [number, step] of scenario.steps.entries()) {
    try {
      if (number > 0) await run.disturb(step)
      batches.step = number
      await run.play(step)
    } catch (error) {
      if (run.failedOnPurpose) continue
      return {
        schema,
        batches: batches.all.filter((b) => b.committed !== false),
        error: errorOf(error, 'step', number),
      }
    }
  }
  return { schema, batches: batches.all }
}

interface ScenarioRunInit {
  readonly scenario: Scenario
  readonly frame: Frame
  readonly files: ScenarioFiles
  readonly batches: ScenarioBatches
  readonly checkpoint: string
  readonly variant: ScenarioVariant
}

class ScenarioRun {
  /** Whether the sink has thrown because the step said so. */
  failedOnPurpose = false
  readonly #init: ScenarioRunInit
  #query: StreamingQuery | null = null
  #failNext = false

  constructor(init: ScenarioRunInit) {
    this.#init = init
  }

  /** A query with a trigger that ends is started by each step; this one only shows that it can be. */
  async begin(): Promise<void> {
    this.#query = await this.#start()
    if (this.#init.scenario.trigger !== undefined) await this.#query.awaitTermination()
  }

  /** What the variant does before a step that does nothing of the kind itself. */
  async disturb(step: ScenarioStep): Promise<void> {
    const { variant, scenario, checkpoint, batches } = this.#init
    if (step.restart === true || step.crashLastBatch === true || scenario.trigger !== undefined) return
    if ((variant.restarts ?? variant.crashes) !== true || this.failedOnPurpose) return
    await this.#query?.stop()
    const again = variant.crashes === true && batches.all.length > 0
    if (again) removeNewest(`${checkpoint}/commits`)
    this.#query = await this.#start()
    if (again) batches.takeBackRepeated()
  }

  async play(step: ScenarioStep): Promise<void> {
    const { files, checkpoint, scenario } = this.#init
    if (step.restart === true || step.crashLastBatch === true) {
      await this.#query?.stop()
      if (step.crashLastBatch === true) removeNewest(`${checkpoint}/commits`)
      this.failedOnPurpose = false
      this.#query = await this.#start()
    }
    files.put(step)
    this.#failNext = step.failSink === true
    if (scenario.trigger !== undefined) this.#query = await this.#start()
    if (this.failedOnPurpose) return
    await (scenario.trigger === undefined ? this.#query?.processAllAvailable() : this.#query?.awaitTermination())
  }

  async #start(): Promise<StreamingQuery> {
    const { frame, scenario, checkpoint, batches } = this.#init
    let writer = frame.writeStream.outputMode(scenario.outputMode).option('checkpointLocation', checkpoint)
    if (scenario.trigger !== undefined) writer = writer.trigger({ [scenario.trigger]: true })
    const query = writer
      .foreachBatch(async (batch, batchId) => {
        await batches.take(batch, batchId)
        if (!this.#failNext) return
        this.#failNext = false
        this.failedOnPurpose = true
        throw new Error('the sink fails, as the step says')
      })
      .start()
    await query.whenStarted()
    if (scenario.trigger === undefined) await query.processAllAvailable()
    return query
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

function optionsOf(conf: Readonly<Record<string, string>>): Partial<SessionOptions> {
  const options: { -readonly [K in keyof SessionOptions]: SessionOptions[K] } = {}
  for (const [name, value] of Object.entries(conf)) {
    switch (name) {
      case 'spark.sql.ansi.enabled':
        options.ansi = value === 'true'
        break
      case 'spark.sql.session.timeZone':
        options.timeZone = value
        break
      case 'spark.sql.streaming.multipleWatermarkPolicy':
        options.multipleWatermarkPolicy = value as 'min' | 'max'
        break
      case 'spark.sql.streaming.noDataMicroBatches.enabled':
        options.noDataMicroBatches = value === 'true'
        break
      case 'spark.sql.streaming.statefulOperator.allowMultiple':
        options.allowMultipleStatefulOperators = value === 'true'
        break
      default:
        throw new NotYet(name)
    }
  }
  return options
}

/** A value of a table, as rows have it. */
function fromJson(value: unknown, type: DataType): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'timestamp':
      return new Date(value as string)
    case 'bigint':
      return BigInt(typeof value === 'object' ? (value as { readonly $bigint: string }).$bigint : (value as number))
    case 'decimal':
      return Decimal.from(String(value))
    default:
      return value
  }
}

function sourceNames(plan: readonly PlanOperation[]): readonly string[] {
  return plan.flatMap((o) => [...(o.op === 'source' ? [o.name as string] : []), ...sourceNames(o.right ?? [])])
}

function removeNewest(folder: string): void {
  const newest = Math.max(
    ...readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number),
  )
  rmSync(`${folder}/${newest}`)
  rmSync(`${folder}/.${newest}.crc`, { force: true })
}

/** The innermost condition, as the corpus tells it. Anything without one is thrown. */
function errorOf(error: unknown, at: 'start' | 'step', step?: number): ScenarioError {
  let innermost: ScenarioError | null = null
  for (let e = error; e instanceof Error; e = e.cause) {
    if (!isStreamKitError(e)) continue
    innermost = {
      condition: e.condition,
      sqlState: e.sqlState,
      class: e.name,
      at,
      ...(step === undefined ? {} : { step }),
    }
  }
  if (innermost === null) throw error
  return innermost
}
