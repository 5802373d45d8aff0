import { columnBatch } from '../columnar/column-batch.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'
import { structType } from '../types/data-type.ts'
import type { ParserParts } from './parser-parts.ts'

/** One row without columns: what a SELECT without FROM is over. */
export const oneRow: LogicalPlan = {
  kind: 'localRelation',
  schema: structType([]),
  description: '1 row',
  chunks: () => [columnBatch(1, [])],
}

/** The rows behind VALUES, which is taken: `(1, 'a'), (2, 'b')`, of one column also `1, 2`. The columns are col1, col2, ... Throws INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH. */
export function inlineRows(parts: ParserParts): LogicalPlan {
  const rows = parts.tokens.list(() => cells(parts.expression()))
  const width = (rows[0] as readonly Expression[]).length
  const children = rows.map((row, index): LogicalPlan => {
    if (row.length !== width) {
      throw new AnalysisException('INVALID_INLINE_TABLE.NUM_COLUMNS_MISMATCH', {
        expectedNumCols: width,
        actualNumCols: row.length,
        rowIndex: index,
      })
    }
    const expressions = row.map((child, i): Expression => ({ kind: 'alias', child, name: `col${i + 1}` }))
    return { kind: 'project', child: oneRow, expressions }
  })
  return children.length === 1 ? (children[0] as LogicalPlan) : { kind: 'union', children }
}

/** A row in parentheses was read as a struct. */
function cells(e: Expression): readonly Expression[] {
  return e.kind === 'call' && e.name === 'struct' ? e.args : [e]
}
