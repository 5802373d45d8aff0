import type { ParquetGroup } from '../schema/parquet-node.ts'

/** One column chunk: where its pages are. */
export interface ColumnChunkPlace {
  readonly codec: string
  /** First byte in the file. */
  readonly start: number
  readonly bytes: number
  readonly entries: number
}

export interface RowGroupPlace {
  readonly rows: number
  /** In the order of the leaves of the schema. */
  readonly chunks: readonly ColumnChunkPlace[]
}

/** What the end of a file says. */
export interface ParquetFooter {
  readonly schema: ParquetGroup
  readonly rowGroups: readonly RowGroupPlace[]
  readonly keyValues: ReadonlyMap<string, string>
}

/** The values of a page: as they are, or numbers into the dictionary of the chunk. */
export interface ParquetPage {
  /** Rows, elements and nulls: every place that the page says something of. */
  readonly entries: number
  /** Null: every entry is there. */
  readonly definitions: ArrayLike<number> | null
  /** Null: every entry is a row. */
  readonly repetitions: ArrayLike<number> | null
  readonly values: ArrayLike<unknown>
  readonly isDictionaryCoded: boolean
}
