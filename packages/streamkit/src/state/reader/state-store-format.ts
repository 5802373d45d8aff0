import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { FormatProvider } from '../../contracts/connector.ts'
import type { BatchScan, ReadRequest, SourceContext } from '../../contracts/source.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import type { StructType } from '../../types/data-type.ts'
import { type DataType, intType, safeBigintType, stringType, structField, structType } from '../../types/data-type.ts'
import { changedRows } from './changed-rows.ts'
import { CheckpointState, chosenPart } from './checkpoint-state.ts'
import { collectedRows } from './collected-rows.ts'
import { isOfPart, partFields, partRows } from './part-rows.ts'
import { StateFilesReader } from './read-state.ts'
import { invalid, type StateReaderOptions, stateReaderOptions } from './state-reader-options.ts'

const chunkRows = 8192
/** The only one. */
const partition = 0

/**
 * `format('statestore')`: the state of one operator as a table, of the last committed batch or any that is kept, or what batches changed. Reads files only, so the
 * query may run.
 */
export const stateStoreFormat: FormatProvider = {
  name: 'statestore',
  async schema(context): Promise<StructType> {
    const options = stateReaderOptions(context)
    const part = chosenPart(await checkpointState(options, context).operator(options.operatorId), options.part)
    return schemaOf(part, options)
  },
  scan: (context) => new StateStoreScan(context),
}

function schemaOf(part: StatePart, { changes, isFlat }: StateReaderOptions): StructType {
  const fields = [...partFields(part, isFlat), structField('partition_id', intType, false)]
  if (changes === null) return structType(fields)
  const [batch, change] = [
    structField('batch_id', safeBigintType, false),
    structField('change_type', stringType, false),
  ]
  return structType([batch, change, ...fields])
}

function checkpointState({ checkpoint }: StateReaderOptions, context: SourceContext): CheckpointState {
  return new CheckpointState(checkpoint, context)
}

class StateStoreScan implements BatchScan {
  readonly description: string
  readonly #options: StateReaderOptions
  readonly #context: SourceContext & { readonly schema: StructType }

  constructor(context: SourceContext & { readonly schema: StructType }) {
    this.#context = context
    this.#options = stateReaderOptions(context)
    this.description = `statestore ${this.#options.checkpoint}`
  }

  async *read({ columns, signal }: ReadRequest): AsyncGenerator<ColumnBatch> {
    const types = columns.map((column) => this.#context.schema.fields[column]?.dataType as DataType)
    const start = () => types.map((type) => columnBuilder(type, 256))
    let builders = start()
    let length = 0
    const finish = (): ColumnBatch => ({ length, columns: builders.map((builder) => builder.finish()) })
    for await (const row of this.#rows()) {
      for (const [i, column] of columns.entries()) (builders[i] as ColumnBuilder).append(row[column])
      if (++length < chunkRows) continue
      signal.throwIfAborted()
      yield finish()
      builders = start()
      length = 0
    }
    if (length > 0) yield finish()
  }

  async *#rows(): AsyncGenerator<readonly unknown[]> {
    const { operatorId, checkpoint, changes, snapshotStartBatchId, isFlat } = this.#options
    const state = checkpointState(this.#options, this.#context)
    const part = chosenPart(await state.operator(operatorId), this.#options.part)
    const last = await state.lastCommittedBatch()
    const files = new StateFilesReader(`${checkpoint}/state/${operatorId}/0`, this.#context)
    if (changes !== null) {
      const end = committed('changeEndBatchId', changes.end, last)
      for await (const change of files.changes(changes.start, end)) {
        if (!isOfPart(part, change.key)) continue
        for (const [type, row] of changedRows(part, change)) yield [change.batchId, type, ...row, partition]
      }
      return
    }
    const batchId = committed('batchId', this.#options.batchId, last)
    const snapshot = snapshotStartBatchId === null ? null : snapshotStartBatchId + 1
    if (snapshot !== null && snapshot > batchId + 1) throw invalid('snapshotStartBatchId', 'it is after batchId')
    const entries = files.entries(batchId + 1, snapshot)
    if (!isFlat && (part.shape === 'list' || part.shape === 'map')) {
      for (const row of await collectedRows(part, entries)) yield [...row, partition]
      return
    }
    for await (const entry of entries) {
      if (!isOfPart(part, entry.key)) continue
      for (const { key, rest } of partRows(part, entry)) yield [...key, ...rest, partition]
    }
  }
}

function committed(option: string, batchId: number | null, last: number): number {
  if (batchId === null) return last
  if (batchId <= last) return batchId
  throw invalid(option, `the last committed batch is ${last}`)
}
