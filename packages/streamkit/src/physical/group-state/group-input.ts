import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import { GroupedRows } from './grouped-rows.ts'
import { onTimeRows } from './on-time-rows.ts'

/** Where the rows of groups come from. */
export interface GroupInput {
  readonly source: PhysicalOperator
  /** Ordinals of the source. */
  readonly groupings: readonly number[]
  readonly rowSchema: StructType
  readonly eventTime: number | null
}

export interface LateRows {
  readonly operatorId: number
  /** Rows up to this watermark are dropped, ms; null: none is late. */
  readonly lateMs: number | null
  readonly count: (rows: number) => void
}

/** All rows of a batch by key. */
export async function groupInput(
  { source, groupings, rowSchema, eventTime }: GroupInput,
  context: ExecutionContext,
  late: LateRows | null,
): Promise<GroupedRows> {
  const groups = new GroupedRows({ schema: source.output, groupings, rowSchema, eventTime })
  const onLate = (count: number, rows: () => ColumnBatch): void => {
    late?.count(count)
    context.lateRows?.(late?.operatorId as number, rows())
  }
  for await (const chunk of source.execute(context)) {
    const watermark =
      eventTime === null || late === null || late.lateMs === null
        ? null
        : { column: eventTime, micros: late.lateMs * 1000 }
    const rows = watermark === null ? chunk : onTimeRows(chunk, watermark, onLate)
    if (rows.length > 0) groups.add(rows)
  }
  return groups
}
