import { AnalysisException } from '../errors/streamkit-error.ts'
import { conjunctionOf } from '../expressions/bound-references.ts'
import type { BoundReference, Expression, NamedExpression } from '../expressions/expression.ts'
import type { Join } from '../plan/logical-plan.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import type { StructType } from '../types/data-type.ts'
import { type JoinSides, joined, keepsRight } from './equi-join.ts'
import { nearestNames } from './nearest-names.ts'
import { resolveExpression } from './resolve-expression.ts'
import { columnReference, fold, project } from './resolve-projection.ts'

/** A join by names: the columns of that name are equal and come out once, first; of a full outer join whichever is there. */
export function resolveUsing(plan: Join, names: readonly string[], sides: JoinSides): ResolvedPlan {
  const { left, right, conf } = sides
  const width = left.schema.fields.length
  const keys = names.map((name) => ({
    left: ordinalOf(name, left.schema, 'left'),
    right: ordinalOf(name, right.schema, 'right'),
  }))
  const both: StructType = { kind: 'struct', fields: [...left.schema.fields, ...right.schema.fields] }
  const equalities = keys.map((key) =>
    resolveExpression(
      { kind: 'call', name: '=', args: [columnReference(both, key.left), columnReference(both, width + key.right)] },
      { schema: both, conf },
    ),
  )
  const { joinType, staticRefreshMs } = plan
  const join = joined(sides, { joinType, condition: conjunctionOf(equalities), staticRefreshMs })
  const column = (ordinal: number): BoundReference => columnReference(join.schema, ordinal)
  const keyColumn = (key: (typeof keys)[number]): Expression => {
    if (joinType === 'right_outer') return column(width + key.right)
    if (joinType !== 'full_outer') return column(key.left)
    const args = [column(key.left), column(width + key.right)]
    return resolveExpression({ kind: 'coalesce', args }, { schema: join.schema, conf })
  }
  const usedLeft = new Set(keys.map((key) => key.left))
  const usedRight = new Set(keys.map((key) => width + key.right))
  const others = join.schema.fields.flatMap((_, i) => (usedLeft.has(i) || usedRight.has(i) ? [] : [i]))
  const columns: readonly NamedExpression[] = [
    ...keys.map((key) => ({ name: column(key.left).name, expression: keyColumn(key) })),
    ...(keepsRight(joinType) ? others : others.filter((i) => i < width)).map((i) => ({
      name: column(i).name,
      expression: column(i),
    })),
  ]
  return project(join, columns)
}

/** The position of a column of one side of a join. */
export function ordinalOf(name: string, schema: StructType, side: 'left' | 'right'): number {
  const found = schema.fields.flatMap((field, i) => (fold(field.name) === fold(name) ? [i] : []))
  if (found.length > 1) {
    throw new AnalysisException('AMBIGUOUS_REFERENCE', {
      name: `\`${name}\``,
      referenceNames: `[${found.map((i) => `column ${i + 1} of the ${side} side`).join(', ')}]`,
    })
  }
  const [ordinal] = found
  if (ordinal !== undefined) return ordinal
  const names = schema.fields.map((field) => field.name)
  throw new AnalysisException('UNRESOLVED_USING_COLUMN_FOR_JOIN', {
    colName: `\`${name}\``,
    side,
    suggestion: `[${nearestNames(name, names)
      .map((candidate) => `\`${candidate}\``)
      .join(', ')}]`,
  })
}
