import { AnalysisException } from '../../errors/streamkit-error.ts'
import { isStreamingPlan, type ResolvedWindow, walkPlan } from '../../plan/resolved-plan.ts'
import type { StructField } from '../../types/data-type.ts'
import type { StreamingRule } from './streaming-rule.ts'

/** The partitions of a stream have no end. */
const noWindowFunctions: StreamingRule = (plan) => {
  for (const node of walkPlan(plan)) {
    if (node.kind === 'window' && isStreamingPlan(node)) throw refusal(node)
  }
}

function refusal({ child, functions, partitionBy, orderBy, schema }: ResolvedWindow): AnalysisException {
  const nameOf = (column: number) => (child.schema.fields[column] as StructField).name
  const columns = schema.fields.slice(-functions.length).map(({ name }) => `\`${name}\``)
  return new AnalysisException('NON_TIME_WINDOW_NOT_SUPPORTED_IN_STREAMING', {
    windowFunc: functions.map(({ name, args }) => `'${name}(${args.map(nameOf).join(', ')})'`).join(', '),
    columnName: columns.join(', '),
    windowSpec: `(PARTITION BY ${partitionBy.map(nameOf).join(', ')} ORDER BY ${orderBy.map(({ column }) => nameOf(column)).join(', ')})`,
  })
}

/** Functions over windows of rows. */
export const windowFunctionRules: readonly StreamingRule[] = [noWindowFunctions]
