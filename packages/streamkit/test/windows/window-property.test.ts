import fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyze } from '../../src/analysis/analyzer.ts'
import { type ColumnBatch, columnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import type { ColumnVector } from '../../src/columnar/column-vector.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import type { Expression, WindowFrame } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { windowExpression } from '../../src/expressions/window-expression.ts'
import { compileStage } from '../../src/physical/codegen/compile.ts'
import { WindowExec } from '../../src/physical/operators/window-exec.ts'
import type { ExecutionContext, PhysicalOperator } from '../../src/physical/physical-plan.ts'
import { walkPlan } from '../../src/plan/resolved-plan.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { type NaiveRow, type NaiveWindow, naiveWindow } from './naive-window.ts'

// Functions over windows give what a plain reading of their definition gives: whatever the partitions, the order, the frame, and the chunks in which the rows come.

const schema = parseDdl('k INT, o DOUBLE, v INT')
const conf = { timeZone: 'UTC', ansi: true }
const name = (column: string): Expression => ({ kind: 'attribute', nameParts: [column] })
const call = (fn: string, ...args: readonly Expression[]): Expression => ({ kind: 'call', name: fn, args })

const value = name('v')
const functions: Readonly<Record<string, Expression>> = {
  row_number: call('row_number'),
  rank: call('rank'),
  dense_rank: call('dense_rank'),
  percent_rank: call('percent_rank'),
  cume_dist: call('cume_dist'),
  ntile: call('ntile', literal(3)),
  lag: call('lag', value, literal(2), literal(-1)),
  lead: { kind: 'call', name: 'lead', args: [value], parameters: { ignoreNulls: true } },
  nth_value: call('nth_value', value, literal(2)),
  collect_list: call('collect_list', value),
  count: call('count'),
  sum: call('sum', value),
  min: call('min', value),
  first: call('first', value),
  last: call('last', value, literal(true)),
}
const framed = ['nth_value', 'collect_list', 'count', 'sum', 'min', 'first', 'last']

const row = fc.tuple(
  fc.constantFrom(null, 1, 2),
  fc.constantFrom(null, -1, 0, -0, 0.5, 1, 2, Number.NaN, Number.POSITIVE_INFINITY),
  fc.option(fc.integer({ min: 0, max: 9 }), { freq: 4 }),
)
const bound = fc.option(fc.integer({ min: -2, max: 2 }), { freq: 3 })
const frame: fc.Arbitrary<WindowFrame | null> = fc.option(
  fc
    .record({ unit: fc.constantFrom('rows' as const, 'range' as const), lower: bound, upper: bound })
    .filter(({ lower, upper }) => lower === null || upper === null || lower <= upper),
)
const direction = fc.record({ ascending: fc.boolean(), nullsFirst: fc.boolean() })
const window: fc.Arbitrary<NaiveWindow> = fc
  .record({ fn: fc.constantFrom(...Object.keys(functions)), partitioned: fc.boolean(), direction, frame })
  .map((w) => ({ ...w, frame: framed.includes(w.fn) ? w.frame : null }))

function nodeOf({ fn, partitioned, direction: order, frame: given }: NaiveWindow) {
  const e = windowExpression(functions[fn] as Expression, {
    partitionBy: partitioned ? [name('k')] : [],
    orderBy: [{ expression: name('o'), ...order }],
    frame: given,
  })
  const relation = { kind: 'localRelation', schema, description: 'rows', chunks: () => [] } as const
  const plan = analyze({ kind: 'withColumns', child: relation, columns: [{ name: 'w', expression: e }] }, conf)
  for (const node of walkPlan(plan)) if (node.kind === 'window') return node
  throw new Error('no window')
}

function chunkOf(rows: readonly NaiveRow[]): ColumnBatch {
  const columns = schema.fields.map(({ dataType }, i) => {
    const builder = columnBuilder(dataType)
    for (const values of rows) builder.append(values[i])
    return builder.finish()
  })
  return columnBatch(rows.length, columns)
}

async function computed(w: NaiveWindow, sorted: readonly NaiveRow[], chunkRows: number): Promise<unknown[]> {
  const node = nodeOf(w)
  // What the function is given beside the columns, computed as the plan says.
  const steps = [...walkPlan(node)].flatMap((n) =>
    n.kind === 'project' ? [{ kind: 'project', columns: n.columns } as const] : [],
  )
  const stage = compileStage({ input: schema, steps }, { conf })
  async function* execute() {
    for (let i = 0; i < sorted.length; i += chunkRows) {
      yield stage.run(chunkOf(sorted.slice(i, i + chunkRows)), { batchTimestampMicros: 0, seed: 0 })
    }
  }
  const child: PhysicalOperator = { name: 'Rows', output: node.child.schema, children: [], execute, describe: () => '' }
  const out: unknown[] = []
  for await (const batch of new WindowExec(child, node, conf).execute({} as ExecutionContext)) {
    const shown = [0, 1, 2, batch.columns.length - 1].map((i) => batch.columns[i] as ColumnVector)
    for (let i = 0; i < batch.length; i++) out.push(shown.map((column) => valueAt(column, i)))
  }
  return out
}

test('functions over windows give what their definition says, however the rows are cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      window,
      fc.array(row, { maxLength: 14 }),
      fc.integer({ min: 1, max: 6 }),
      async (w, rows, chunk) => {
        const { sorted, results } = naiveWindow(w, rows)
        const expected = sorted.map((values, i) => [...values, results[i]])
        expect(await computed(w, sorted, chunk)).toEqual(expected)
      },
    ),
    { numRuns: 1500 },
  )
})
