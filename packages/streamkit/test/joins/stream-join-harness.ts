import { joined } from '../../src/analysis/equi-join.ts'
import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import type { StateStore } from '../../src/contracts/state-store.ts'
import type { Expression } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { SymmetricHashJoinExec } from '../../src/physical/operators/symmetric-hash-join-exec.ts'
import type { BatchWatermark } from '../../src/physical/physical-plan.ts'
import type { JoinType } from '../../src/plan/logical-plan.ts'
import type { ResolvedJoin, Scan } from '../../src/plan/resolved-plan.ts'
import { doubleType, intType, type StructField, type StructType, timestampType } from '../../src/types/data-type.ts'
import { contextOf, type Row, rowsExec, rowsOf } from '../state/deduplicate-harness.ts'

/** id, time in microseconds, number of the row. */
export type Event = readonly [id: number | null, time: number | null, row: number]

export interface JoinShape {
  readonly joinType: JoinType
  /** Equal ids, or equal ids and equal times. */
  readonly keys: 'id' | 'id and time'
  readonly nullSafe: boolean
  /** The time of the right is at most so much later, not earlier. Null: no such condition. */
  readonly withinMs: number | null
  /** The row numbers must differ in their last bit. */
  readonly oddPairs: boolean
}

export const conf = { timeZone: 'UTC', ansi: true }

const field = (name: string, dataType: StructField['dataType']): StructField => ({ name, dataType, nullable: true })
function schemaOf(side: 'l' | 'r'): StructType {
  const time = { ...field(`${side}_time`, timestampType), metadata: { watermarkDelayMs: 0 } }
  return { kind: 'struct', fields: [field(`${side}_id`, doubleType), time, field(`${side}_row`, intType)] }
}
export const schemas = { left: schemaOf('l'), right: schemaOf('r') }

function stream(schema: StructType): Scan {
  const relation = {
    kind: 'streamingRelation',
    format: 'test',
    options: {},
    paths: [],
    userSchema: null,
    schema,
  } as const
  return { kind: 'scan', relation, columns: schema.fields.map((_, i) => i), schema }
}

const column = (name: string): Expression => ({ kind: 'attribute', nameParts: [name] })
const call = (name: string, ...args: Expression[]): Expression => ({ kind: 'call', name, args })

/** The analysed join of two streams of events. */
export function joinOf({ joinType, keys, nullSafe, withinMs, oddPairs }: JoinShape): ResolvedJoin {
  const parts = [call(nullSafe ? '<=>' : '=', column('l_id'), column('r_id'))]
  if (keys === 'id and time') parts.push(call('=', column('l_time'), column('r_time')))
  if (withinMs !== null) {
    const span = call('interval', literal(`${withinMs} milliseconds`))
    parts.push(call('>=', column('r_time'), column('l_time')))
    parts.push(call('<=', column('r_time'), call('+', column('l_time'), span)))
  }
  if (oddPairs) {
    const sum = call('+', column('l_row'), column('r_row'))
    parts.push(call('=', call('%', sum, literal(2)), literal(1)))
  }
  const both: StructType = { kind: 'struct', fields: [...schemas.left.fields, ...schemas.right.fields] }
  const whole = parts.reduce((left, right): Expression => ({ kind: 'and', left, right }))
  const condition = resolveExpression(whole, { schema: both, conf })
  const sides = { left: stream(schemas.left), right: stream(schemas.right), conf }
  return joined(sides, { joinType, condition, staticRefreshMs: 0 }) as ResolvedJoin
}

/** Runs one batch; gives the row numbers of the pairs that come out, and the operator for its figures. */
export async function runBatch(
  node: ResolvedJoin,
  input: { readonly left: readonly Event[]; readonly right: readonly Event[]; readonly chunkRows: number },
  { store, watermark }: { readonly store: StateStore; readonly watermark: BatchWatermark },
): Promise<{ readonly pairs: readonly Row[]; readonly operator: SymmetricHashJoinExec }> {
  const operator = new SymmetricHashJoinExec(
    rowsExec(schemas.left, input.left, input.chunkRows),
    rowsExec(schemas.right, input.right, input.chunkRows),
    { node, operatorId: 0, conf },
  )
  const rows = await rowsOf(operator, contextOf(store, watermark))
  const numbers = node.joinType === 'left_semi' || node.joinType === 'left_anti' ? [2] : [2, 5]
  return { pairs: rows.map((row) => numbers.map((i) => row[i])), operator }
}
