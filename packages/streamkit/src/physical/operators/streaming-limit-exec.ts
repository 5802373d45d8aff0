import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { type RowCodec, rowCodec } from '../../columnar/row-codec.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import { type StructType, safeBigintType, structField, voidType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator, StatefulOperator, StatefulOperatorMetrics } from '../physical-plan.ts'
import { firstRows } from './limit-exec.ts'

export interface StreamingLimitInit {
  readonly count: number
  readonly operatorId: number
}

/**
 * The first rows of a stream, counted over all its batches. The input is read to its end in every batch: what keeps state or watches event times below must see it.
 *
 * In the store: one entry under the empty key, the number of rows that went through.
 */
export class StreamingLimitExec implements StatefulOperator {
  readonly name = 'StreamingGlobalLimit'
  readonly role = 'stateful'
  readonly operatorName = 'globalLimit'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly operatorId: number
  readonly stateSchema: Readonly<Record<string, unknown>> = { operator: 'globalLimit', format: 1 }
  readonly stateParts: readonly StatePart[] = [
    {
      name: 'default',
      prefix: [],
      key: [{ kind: 'nothing', field: structField('key', voidType) }],
      value: [{ kind: 'values', fields: [structField('value', safeBigintType)] }],
    },
  ]
  readonly #count: number
  readonly #codec: RowCodec = rowCodec([safeBigintType])
  #updated = 0
  #updatesMs = 0

  constructor(child: PhysicalOperator, init: StreamingLimitInit) {
    this.children = [child]
    this.output = child.output
    this.operatorId = init.operatorId
    this.#count = init.count
  }

  get stateMetrics(): StatefulOperatorMetrics {
    return {
      numRowsUpdated: this.#updated,
      numRowsRemoved: 0,
      numRowsDroppedByWatermark: 0,
      allUpdatesTimeMs: this.#updatesMs,
      allRemovalsTimeMs: 0,
      custom: {},
    }
  }

  shouldRunAnotherBatch(): boolean {
    return false
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    const { clock } = context
    const store = context.stateStore(this.operatorId)
    this.#updated = 0
    this.#updatesMs = 0
    const stored = store.get(emptySlice)
    const before = stored === null ? 0 : (this.#codec.decode(stored)[0] as number)
    let passed = before
    for await (const chunk of this.children[0].execute(context)) {
      const left = this.#count - passed
      if (left <= 0) continue
      const rows = firstRows(chunk, left)
      passed += rows.length
      yield rows
    }
    if (passed === before) return
    const start = clock.monotonic()
    const value: ByteSlice = { ...emptySlice }
    this.#codec.encodeValues([passed], value)
    store.put(emptySlice, value)
    this.#updated = 1
    this.#updatesMs = clock.monotonic() - start
  }

  describe(): string {
    return String(this.#count)
  }
}
