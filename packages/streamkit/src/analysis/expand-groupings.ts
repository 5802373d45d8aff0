import { AnalysisException } from '../errors/streamkit-error.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import type { Aggregate } from '../plan/logical-plan.ts'
import type { ResolvedExpand, ResolvedPlan } from '../plan/resolved-plan.ts'
import { intType, type StructField } from '../types/data-type.ts'
import { columnReference } from './resolve-projection.ts'

/** More would not fit the bits of a grouping id. */
const mostKeys = 31

type SubtotalsOf = Pick<Aggregate, 'grouping' | 'groupingSets'>

/**
 * Each row once for each set of the first `keys` columns that is grouped by: the keys that are not in the set are null, the column behind them says which they are (one bit each, the first is the
 * highest), and the rest follows.
 */
export function expandGroupings(child: ResolvedPlan, keys: number, plan: SubtotalsOf): ResolvedExpand {
  if (keys > mostKeys) throw new AnalysisException('GROUPING_SIZE_LIMIT_EXCEEDED', { maxSize: mostKeys })
  const { fields } = child.schema
  const rest = fields.map((_, i) => i).slice(keys)
  const projections = groupingIds(keys, plan).map((id) => [
    ...fields.slice(0, keys).map((field, i): ResolvedExpression => {
      const isNulled = ((id >>> (keys - 1 - i)) & 1) === 1
      return isNulled ? literal(null, field.dataType) : columnReference(child.schema, i)
    }),
    literal(id, intType),
    ...rest.map((i) => columnReference(child.schema, i)),
  ])
  const schema = {
    kind: 'struct' as const,
    fields: [
      ...fields.slice(0, keys).map((field): StructField => ({ ...field, nullable: true })),
      { name: 'spark_grouping_id', dataType: intType, nullable: false },
      ...fields.slice(keys),
    ],
  }
  return { kind: 'expand', child, projections, schema }
}

/** A bit is 1 where the key is not in the set. */
function groupingIds(keys: number, { grouping, groupingSets = [] }: SubtotalsOf): readonly number[] {
  if (grouping === 'sets') {
    return groupingSets.map((set) => set.reduce((id, key) => id & ~(1 << (keys - 1 - key)), 2 ** keys - 1))
  }
  return grouping === 'rollup'
    ? Array.from({ length: keys + 1 }, (_, dropped) => 2 ** dropped - 1)
    : Array.from({ length: 2 ** keys }, (_, id) => id)
}
