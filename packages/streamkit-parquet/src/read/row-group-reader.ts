import {
  type ColumnBatch,
  type ColumnBuilder,
  type ColumnVector,
  columnBatch,
  columnBuilder,
  defaultChunkRows,
  type FileHandle,
  type StructField,
  valueAt,
} from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { assemble } from './assemble.ts'
import { corruptFile } from './corrupt-file.ts'
import { pageReader } from './hyparquet.ts'
import { LeafCursor } from './leaf-cursor.ts'
import { nullFinder } from './not-null.ts'
import type { RowGroupPlace } from './parquet-file.ts'
import { readBytes } from './read-bytes.ts'
import type { ReadNode, ReadPlan } from './read-plan.ts'

/** What is read of each row group of a file. */
export interface RowGroupRequest {
  readonly path: string
  /** The columns that were asked for, in the order of `plan.columns`. */
  readonly fields: readonly StructField[]
  readonly plan: ReadPlan
  readonly signal: AbortSignal
}

/** The rows of one row group: the bytes of the columns asked for are read, and unpacked page by page as chunks are taken. */
export async function* readRowGroup(
  handle: FileHandle,
  group: RowGroupPlace,
  request: RowGroupRequest,
): AsyncGenerator<ColumnBatch, void, undefined> {
  const cursors = await openCursors(handle, group, request)
  for (let done = 0; done < group.rows; done += defaultChunkRows) {
    request.signal.throwIfAborted()
    const rows = Math.min(defaultChunkRows, group.rows - done)
    const columns = request.plan.columns.map((node, i) => {
      const column = readColumn({ node, field: request.fields[i] as StructField, rows }, cursors, request)
      return column
    })
    yield columnBatch(rows, columns)
  }
  cursors.forEach((cursor, slot) => {
    let isAtEnd = false
    try {
      isAtEnd = cursor.isAtEnd
      if (!isAtEnd) throw new Error(`it has values behind its ${group.rows} rows`)
    } catch (cause) {
      throw corruptFile(request.path, cause, request.plan.leaves[slot]?.leaf.path)
    }
  })
}

async function openCursors(
  handle: FileHandle,
  group: RowGroupPlace,
  { path, plan, signal }: RowGroupRequest,
): Promise<readonly LeafCursor[]> {
  const cursors: LeafCursor[] = []
  for (const planned of plan.leaves) {
    signal.throwIfAborted()
    const { leaf } = planned
    const chunk = group.chunks[leaf.ordinal]
    try {
      if (chunk === undefined) throw new Error('it is not in every row group')
      const bytes = await readBytes(handle, chunk.start, chunk.bytes)
      cursors.push(new LeafCursor(pageReader(bytes, leaf, chunk.codec), planned))
    } catch (cause) {
      throw corruptFile(path, cause, leaf.path)
    }
  }
  return cursors
}

interface ColumnRequest {
  readonly node: ReadNode | null
  readonly field: StructField
  readonly rows: number
}

function readColumn(
  { node, field, rows }: ColumnRequest,
  cursors: readonly LeafCursor[],
  { path, plan }: RowGroupRequest,
): ColumnVector {
  const builder = columnBuilder(field.dataType, rows)
  try {
    if (node === null) for (let i = 0; i < rows; i++) builder.append(null)
    else fill(builder, node, { cursors, rows })
  } catch (cause) {
    const leaf = node?.kind === 'leaf' ? plan.leaves[node.slot]?.leaf.path : [field.name]
    throw corruptFile(path, cause, leaf)
  }
  const column = builder.finish()
  requireValues(column, field, { path, rows })
  return column
}

function fill(
  builder: ColumnBuilder,
  node: ReadNode,
  { cursors, rows }: { readonly cursors: readonly LeafCursor[]; readonly rows: number },
): void {
  if (node.kind === 'leaf') (cursors[node.slot] as LeafCursor).fill(builder, rows)
  else for (let i = 0; i < rows; i++) builder.append(assemble(node, cursors))
}

function requireValues(
  column: ColumnVector,
  field: StructField,
  { path, rows }: { readonly path: string; readonly rows: number },
): void {
  const find = nullFinder(field)
  if (find === null || (column.nulls === null && column.kind !== 'object')) return
  for (let i = 0; i < rows; i++) {
    const found = find(valueAt(column, i))
    if (found !== null) throw raise('PARQUET_NULL_NOT_ALLOWED', { column: `\`${found}\``, path })
  }
}
