import type { CsvColumns, FileColumn } from './csv-columns.ts'
import type { ScanLayout } from './record-scanner.ts'

/** What one read takes from the files. */
export interface ReadLayout {
  readonly scan: ScanLayout
  /** The columns that are decoded, by slot. */
  readonly decoded: readonly FileColumn[]
  /** For each requested column its slot, or -1 for the column of corrupt records. */
  readonly output: readonly number[]
  readonly columns: CsvColumns
}

export interface LayoutRequest {
  /** Ordinals into the schema. */
  readonly requested: readonly number[]
  /** Every column is decoded, so that a record is judged as a whole and not by the columns that a query happens to use. */
  readonly judgeWhole: boolean
  readonly maxColumns: number
}

export function readLayout(columns: CsvColumns, request: LayoutRequest): ReadLayout {
  const wanted = new Set(request.requested)
  const all = request.judgeWhole || wanted.has(columns.corruptOrdinal)
  const slots = new Int32Array(columns.inFile.length).fill(-1)
  const slotOf = new Map<number, number>()
  const decoded: FileColumn[] = []
  columns.inFile.forEach((column, position) => {
    if (!all && !wanted.has(column.ordinal)) return
    slots[position] = decoded.length
    slotOf.set(column.ordinal, decoded.length)
    decoded.push(column)
  })
  return {
    scan: { slots, maxColumns: request.maxColumns },
    decoded,
    output: request.requested.map((ordinal) => slotOf.get(ordinal) ?? -1),
    columns,
  }
}
