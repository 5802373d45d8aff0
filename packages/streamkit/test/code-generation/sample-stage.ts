import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import { batchOfRows, rowsOf } from '../../src/columnar/rows.ts'
import type { Expression, NamedExpression } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { type CompileOptions, compileStage, type StageSpec } from '../../src/physical/codegen/compile.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { Decimal } from '../../src/types/decimal.ts'

const conf = { timeZone: 'Europe/Paris', ansi: true }
const schema = parseDdl('id INT NOT NULL, price DECIMAL(10,2), quantity INT, bought STRING')
const rows = [
  { id: 1, price: Decimal.from('19.99'), quantity: 3, bought: '2026-11-23 10:00:00' },
  { id: 2, price: Decimal.from('0.01'), quantity: 0, bought: '2026-11-23 10:00:01' },
  { id: 3, price: null, quantity: 7, bought: null },
  { id: 4, price: Decimal.from('5.00'), quantity: 2, bought: 'no time' },
]

const col = (name: string): Expression => ({ kind: 'attribute', nameParts: [name] })
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })

function sampleSpec(): StageSpec {
  const resolve = (e: Expression) => resolveExpression(e, { schema, conf })
  const column = (name: string, e: Expression): NamedExpression => ({ name, expression: resolve(e) })
  const bought: Expression = { kind: 'cast', child: col('bought'), to: { kind: 'timestamp' }, mode: 'try' }
  return {
    input: schema,
    steps: [
      { kind: 'filter', condition: resolve(call('>', col('quantity'), literal(0))) },
      {
        kind: 'project',
        columns: [
          column('id', col('id')),
          column('total', call('*', col('price'), col('quantity'))),
          column('bought', bought),
          column('label', call('if', call('isnull', col('price')), literal('free'), literal('paid'))),
        ],
      },
    ],
  }
}

/** Runs a stage that filters and computes, and gives the rows as JSON. */
export function runSampleStage(mode: NonNullable<CompileOptions['mode']>): string {
  const stage = compileStage(sampleSpec(), { conf, mode })
  const output = stage.run(batchOfRows(rows, schema), { batchTimestampMicros: 0, seed: 0 })
  return JSON.stringify([...rowsOf(output, stage.output)])
}
