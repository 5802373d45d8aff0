import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import { gatherBatch } from '../../src/columnar/gather.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import type { ByteSlice } from '../../src/contracts/state-store.ts'
import type {
  ExecutionContext,
  PhysicalOperator,
  StatefulOperator,
  StatefulOperatorMetrics,
} from '../../src/physical/physical-plan.ts'
import type { StructType } from '../../src/types/data-type.ts'
import { idColumn, timeColumn } from './event-log.ts'

const noMetrics: StatefulOperatorMetrics = {
  numRowsUpdated: 0,
  numRowsRemoved: 0,
  numRowsDroppedByWatermark: 0,
  allUpdatesTimeMs: 0,
  allRemovalsTimeMs: 0,
  custom: {},
}

/** The plainest operator with state: passes the first row of each id and event time, and forgets them when the watermark has passed. */
export class RememberIdsExec implements StatefulOperator {
  readonly name = 'RememberIds'
  readonly role = 'stateful'
  readonly operatorId = 0
  readonly operatorName = 'rememberIds'
  readonly stateSchema: Readonly<Record<string, unknown>> = { key: ['id', 'time'] }
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  #metrics = noMetrics

  constructor(child: PhysicalOperator) {
    this.children = [child]
    this.output = child.output
  }

  get stateMetrics(): StatefulOperatorMetrics {
    return this.#metrics
  }

  shouldRunAnotherBatch(watermarkMs: number, lastEvictionMs: number): boolean {
    return watermarkMs > lastEvictionMs
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const store = context.stateStore(this.operatorId)
    let [updated, late] = [0, 0]
    for await (const chunk of this.children[0].execute(context)) {
      const selection = new Int32Array(chunk.length)
      let kept = 0
      for (let row = 0; row < chunk.length; row++) {
        const id = valueAt(chunk.columns[idColumn] as ColumnBatch['columns'][number], row) as string
        const micros = valueAt(chunk.columns[timeColumn] as ColumnBatch['columns'][number], row) as number
        if (micros <= context.watermark.lateMs * 1000) late++
        else if (store.putIfAbsent(bytes(`${id} ${micros}`), bytes(''), micros)) {
          updated++
          selection[kept++] = row
        }
      }
      yield gatherBatch(chunk, selection, kept)
    }
    const removed = store.removeExpired(context.watermark.evictionMs * 1000)
    this.#metrics = { ...noMetrics, numRowsUpdated: updated, numRowsRemoved: removed, numRowsDroppedByWatermark: late }
  }

  describe(): string {
    return 'id, time'
  }
}

function bytes(text: string): ByteSlice {
  const encoded = new TextEncoder().encode(text)
  return { bytes: encoded, start: 0, end: encoded.length }
}
