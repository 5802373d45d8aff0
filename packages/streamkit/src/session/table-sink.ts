import type { Sink } from '../contracts/sink.ts'
import { refuseOtherRows, type TableCatalog, type TableDefinition } from './table-catalog.ts'

/** The sink of a table: makes the table before the first batch, or holds the rows to what it is. */
export function tableSink(sink: Sink, table: TableDefinition, catalog: TableCatalog): Sink {
  return {
    description: sink.description,
    async prepare(query) {
      const existing = await catalog.find(table.name)
      if (existing === null) await catalog.put(table)
      else refuseOtherRows(existing, table)
      await sink.prepare(query)
    },
    addBatch: (batch) => sink.addBatch(batch),
    stop: () => sink.stop(),
  }
}
