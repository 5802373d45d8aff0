import { conjunctionOf, conjunctsOf, isDeterministic } from '../expressions/bound-references.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import { notNullColumns } from '../expressions/not-null-columns.ts'
import type { StructField, StructType } from '../types/data-type.ts'

/** The filters right above a scan, in two: what the reader applies, so that other rows do not count as input, and what is left to do above it. */
export interface ScanFilter {
  readonly pushed: ResolvedExpression | null
  readonly left: ResolvedExpression | null
}

const comparisons = new Set(['=', '<=>', '<', '<=', '>', '>='])
const textTests = new Set(['startswith', 'endswith', 'contains'])

/**
 * What Spark hands to its file readers: columns compared with constants, `isnull`, `in`, beginnings and endings of texts, and, or and not of these; of any other condition that the columns it needs are
 * not null.
 */
export function scanFilter(conditions: readonly ResolvedExpression[], schema: StructType): ScanFilter {
  const pushed: ResolvedExpression[] = []
  const left: ResolvedExpression[] = []
  for (const part of conditions.flatMap(conjunctsOf)) {
    if (isForReader(part)) pushed.push(part)
    else {
      left.push(part)
      // That something computed is not null comes from a join: Spark draws no conclusions from it any more.
      const isInferred = part.kind === 'call' && part.name === 'isnotnull'
      if (isDeterministic(part) && !isInferred)
        pushed.push(...[...notNullColumns(part)].map((i) => isNotNull(schema, i)))
    }
  }
  return {
    pushed: pushed.length === 0 ? null : conjunctionOf(pushed),
    left: left.length === 0 ? null : conjunctionOf(left),
  }
}

function isForReader(e: ResolvedExpression): boolean {
  if (e.kind === 'and' || e.kind === 'or') return isForReader(e.left) && isForReader(e.right)
  if (e.kind === 'bound') return e.dataType.kind === 'boolean'
  if (e.kind !== 'call') return false
  const [first, second] = e.args
  if (e.name === '!') return first !== undefined && isForReader(first)
  if (e.name === 'isnull' || e.name === 'isnotnull') return first?.kind === 'bound'
  if (e.name === 'in') return first?.kind === 'bound' && e.args.slice(1).every(({ kind }) => kind === 'literal')
  if (textTests.has(e.name)) return first?.kind === 'bound' && second?.kind === 'literal'
  if (!comparisons.has(e.name)) return false
  const kinds = [first?.kind, second?.kind]
  return kinds.includes('bound') && kinds.includes('literal')
}

function isNotNull({ fields }: StructType, ordinal: number): ResolvedExpression {
  const { name, dataType, nullable } = fields[ordinal] as StructField
  const column = { kind: 'bound', ordinal, name, dataType, nullable } as const
  return { kind: 'call', name: 'isnotnull', args: [column], dataType: { kind: 'boolean' }, nullable: false }
}
