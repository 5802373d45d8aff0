import type { ParsedRecord } from './csv-parse-records.ts'
import { quotedEmpty, RecordTable } from './record-table.ts'
import type { TableOfRecords, TableSource } from './table-source.ts'

/** Lays records that are strings out as the scanner would have found them, so that the same decoders read both. */
export function packedTable(source: TableSource, records: readonly ParsedRecord[]): TableOfRecords {
  const { slots } = source.layout
  const { prefix } = source
  const bytes = packed(prefix, records)
  const slotCount = slots.reduce((most, slot) => Math.max(most, slot + 1), 0)
  const table = new RecordTable(bytes, slotCount, records.length)
  let at = prefix.length
  records.forEach((record, row) => {
    table.lines[row] = record.line
    if (record.values.length !== slots.length) table.miscounted.push(row, record.values.length)
    record.values.forEach(({ text, quoted }, column) => {
      const length = Buffer.byteLength(text)
      const slot = slots[column] ?? -1
      if (slot >= 0) {
        table.starts[slot * table.capacity + row] = at
        table.ends[slot * table.capacity + row] = length === 0 && quoted ? quotedEmpty : at + length
      }
      at += length
    })
  })
  table.rows = records.length
  return { table, text: (row) => (records[row] as ParsedRecord).raw }
}

function packed(prefix: Uint8Array, records: readonly ParsedRecord[]): Uint8Array {
  const texts = records.map(({ values }) => values.map(({ text }) => text).join(''))
  return Buffer.concat([prefix, Buffer.from(texts.join(''))])
}
