import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { FormatProvider } from '../../contracts/connector.ts'
import type { SourceContext } from '../../contracts/source.ts'
import {
  type DataType,
  intType,
  type StructType,
  safeBigintType,
  stringType,
  structField,
  structType,
} from '../../types/data-type.ts'
import { CheckpointState } from './checkpoint-state.ts'
import { checkpointPath } from './state-reader-options.ts'

const schema: StructType = structType([
  structField('operatorId', intType, false),
  structField('operatorName', stringType, false),
  structField('stateStoreName', stringType, false),
  structField('numPartitions', intType, false),
  structField('minBatchId', safeBigintType, false),
  structField('maxBatchId', safeBigintType, false),
  structField('operatorProperties', stringType, false),
])

/** `format('state-metadata')`: which operators of a checkpoint have state, in which stores, and for which batches it can be read. `operatorProperties` is the layout, as JSON. */
export const stateMetadataFormat: FormatProvider = {
  name: 'state-metadata',
  schema: () => schema,
  scan(context) {
    const path = checkpointPath(context)
    return {
      description: `state-metadata ${path}`,
      async *read({ columns }) {
        const rows = await metadataRows(path, context)
        if (rows.length === 0) return
        const builders = columns.map((column) => columnBuilder(schema.fields[column]?.dataType as DataType))
        for (const row of rows)
          for (const [i, column] of columns.entries()) (builders[i] as ColumnBuilder).append(row[column])
        yield { length: rows.length, columns: builders.map((builder) => builder.finish()) }
      },
    }
  },
}

async function metadataRows(path: string, context: SourceContext): Promise<readonly (readonly unknown[])[]> {
  const state = new CheckpointState(path, context)
  const batches = await state.committedBatches()
  const rows: unknown[][] = []
  for (const id of await state.operatorIds()) {
    const { operatorName, numPartitions, parts } = await state.operator(id)
    for (const { name, ...layout } of parts) {
      const range = [batches[0] ?? -1, batches.at(-1) ?? -1]
      rows.push([id, operatorName, name, numPartitions, ...range, JSON.stringify(layout)])
    }
  }
  return rows
}
