import { analyze } from '../../src/analysis/analyzer.ts'
import { DataFrame } from '../../src/api/data-frame.ts'
import type { BatchWriteSpec, FrameRuntime, ReadSpec, StreamingWriteSpec } from '../../src/api/frame-runtime.ts'
import type { Batch, Stream } from '../../src/api/frame-traits.ts'
import type { StreamingQuery } from '../../src/api/streaming-query.ts'
import { batchOfRows } from '../../src/columnar/rows.ts'
import type { LogicalPlan } from '../../src/plan/logical-plan.ts'
import type { ResolvedPlan } from '../../src/plan/resolved-plan.ts'
import { parseExpression } from '../../src/sql/expression-parser.ts'
import type { StructType } from '../../src/types/data-type.ts'
import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../../src/types/schema.ts'

/** What the API asked of its session. */
export interface Recorded {
  readonly executed: ResolvedPlan[]
  readonly started: StreamingWriteSpec[]
  readonly written: BatchWriteSpec[]
  readonly reads: ReadSpec[]
}

/** A session that analyses for real, answers every execution with the rows it was given, and writes down what it is asked for. */
export function recordingRuntime(answer: readonly (readonly object[])[] = []): {
  runtime: FrameRuntime
  asked: Recorded
} {
  const asked: Recorded = { executed: [], started: [], written: [], reads: [] }
  const conf = { timeZone: 'UTC', ansi: true }
  const runtime: FrameRuntime = {
    conf,
    randomSeed: () => 1,
    analyze(plan) {
      const resolved = analyze(plan, conf)
      return { plan: resolved, schema: resolved.schema }
    },
    createView: () => {},
    parseExpression: (text) => parseExpression(text),
    routine: () => undefined,
    async *execute(plan) {
      asked.executed.push(plan)
      for (const rows of answer) yield batchOfRows(rows, plan.schema)
    },
    startQuery(spec) {
      asked.started.push(spec)
      return { name: spec.queryName } as StreamingQuery
    },
    async write(spec) {
      asked.written.push(spec)
    },
    async saveTable(_name, spec) {
      asked.written.push(spec)
    },
    table: () => tableFiles,
    findTable: async () => tableFiles,
    explain: (plan, mode) => `${mode} ${plan.kind}`,
    read(spec) {
      asked.reads.push(spec)
      if (spec.format === 'slow') return Promise.resolve(toStructType('id INT'))
      return spec.userSchema ?? toStructType('_c0 STRING')
    },
  }
  return { runtime, asked }
}

const tableSchema = toStructType('id INT')
const tableFiles = { format: 'csv', options: {}, paths: ['t'], userSchema: tableSchema, schema: tableSchema }

function relation(kind: 'batchRelation' | 'streamingRelation', schema: StructType): LogicalPlan {
  return { kind, format: 'csv', options: {}, paths: ['in'], userSchema: schema, schema }
}

/** A bounded frame of a schema. */
export function frame<const S extends SchemaInput>(
  schema: CheckedSchema<S>,
  runtime: FrameRuntime = recordingRuntime().runtime,
): DataFrame<RowOf<S>, Batch> {
  return new DataFrame(runtime, relation('batchRelation', toStructType(schema as SchemaInput)))
}

/** A streaming frame of a schema. */
export function stream<const S extends SchemaInput>(
  schema: CheckedSchema<S>,
  runtime: FrameRuntime = recordingRuntime().runtime,
): DataFrame<RowOf<S>, Stream> {
  return new DataFrame(runtime, relation('streamingRelation', toStructType(schema as SchemaInput)))
}
