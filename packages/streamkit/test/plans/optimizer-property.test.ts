import fc from 'fast-check'
import { expect, test } from 'vitest'
import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import { columnReference, project } from '../../src/analysis/resolve-projection.ts'
import { columnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import type { Expression } from '../../src/expressions/expression.ts'
import { optimize } from '../../src/optimizer/optimizer.ts'
import { planQuery } from '../../src/physical/planner.ts'
import type { ResolvedPlan } from '../../src/plan/resolved-plan.ts'
import { executeBatch } from '../../src/session/batch-execution.ts'
import { randomExpression, randomRow, randomSchema, sorts } from '../conformance/random-expression.ts'

const conf = { timeZone: 'UTC', ansi: true }
/** How many plans are tried: more with `FUZZ_RUNS`. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 250)

type Step =
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'replace'; readonly column: number; readonly by: Expression }
  | { readonly kind: 'union' }
  | { readonly kind: 'limit'; readonly count: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: randomExpression('boolean', 3).map((condition) => ({ kind: 'filter', condition }) as const) },
  {
    weight: 4,
    arbitrary: fc
      .nat(sorts.length - 1)
      .chain((i) =>
        randomExpression(sorts[i] as 'int', 2).map((by) => ({ kind: 'replace', column: 2 * i, by }) as const),
      ),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'union' } as const) },
  { weight: 1, arbitrary: fc.nat(3).map((count) => ({ kind: 'limit', count }) as const) },
)

function planOf(steps: readonly Step[], rows: readonly (readonly unknown[])[]): ResolvedPlan {
  const columns = randomSchema.fields.map(({ dataType }, i) => {
    const builder = columnBuilder(dataType)
    for (const row of rows) builder.append(row[i])
    return builder.finish()
  })
  const scan: ResolvedPlan = {
    kind: 'scan',
    relation: {
      kind: 'localRelation',
      schema: randomSchema,
      description: 'rows',
      chunks: () => [columnBatch(rows.length, columns)],
    },
    columns: [...randomSchema.fields.keys()],
    schema: randomSchema,
  }
  return steps.reduce(withStep, scan)
}

function withStep(child: ResolvedPlan, one: Step): ResolvedPlan {
  const { schema } = child
  const resolve = (e: Expression) => resolveExpression(e, { schema, conf })
  switch (one.kind) {
    case 'filter':
      return { kind: 'filter', child, condition: resolve(one.condition), schema }
    case 'replace':
      return project(
        child,
        schema.fields.map(({ name }, i) => ({
          name,
          expression: i === one.column ? resolve(one.by) : columnReference(schema, i),
        })),
      )
    case 'union':
      return { kind: 'union', children: [child, child], schema }
    case 'limit':
      return { kind: 'limit', child, count: one.count, schema }
  }
}

/** Every row in full, or the condition that the query fails with. */
async function outcomeOf(plan: ResolvedPlan): Promise<readonly unknown[] | string> {
  const { root } = planQuery(plan, {
    conf,
    outputMode: null,
    filtersRows: () => false,
    openScan() {
      throw new Error('no files are read')
    },
  })
  const rows: unknown[] = []
  try {
    for await (const { length, columns } of executeBatch(root, { now: () => 0, monotonic: () => 0 } as never))
      for (let i = 0; i < length; i++) rows.push(columns.map((column) => valueAt(column, i)))
    return rows
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return error.condition
  }
}

test('random plans give the same rows before and after the optimizer, and fail by it nowhere else', async () => {
  const property = fc.asyncProperty(
    fc.array(step, { minLength: 1, maxLength: 5 }),
    fc.array(randomRow, { maxLength: 4 }),
    async (steps, rows) => {
      let plan: ResolvedPlan
      try {
        plan = planOf(steps, rows)
      } catch (error) {
        if (isStreamKitError(error)) return
        throw error
      }
      const optimized = optimize(plan, { conf })
      expect(optimized.schema).toEqual(plan.schema)
      const expected = await outcomeOf(plan)
      // What is not computed any more cannot fail any more: Spark's optimizer does no less.
      if (typeof expected !== 'string') expect(await outcomeOf(optimized)).toEqual(expected)
    },
  )
  await fc.assert(property, { numRuns })
})
