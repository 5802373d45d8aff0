import { type ColumnBuilder, type ColumnVector, columnBuilder, type DataType, valueAt } from '@streamkit/core/connector'
import type { EncodeBlock, FieldEncoder } from './encode-block.ts'

/** int32 dimensions, int32 has nulls, int32 element oid, then int32 length and int32 lower bound of the one dimension. */
const headerBytes = 20
const emptyHeaderBytes = 12

/** The elements of an array column: their type here, and how they are written there. */
export interface ArrayElement {
  readonly dataType: DataType
  readonly oid: number
  readonly encoder: FieldEncoder
}

/** Arrays of one dimension: the elements of a block are gathered into a column and written by the element's own encoder. */
export function arrayFields(element: ArrayElement): FieldEncoder {
  // what `measure` found and `write` needs
  let elements: ColumnVector | null = null
  let sizes = new Int32Array(0)
  /** Elements of each row, -1 for null. */
  let counts: number[] = []
  return {
    measure(vector, block) {
      counts = []
      const builder = columnBuilder(element.dataType)
      for (let row = block.from; row < block.to; row++) counts.push(gatherElements(valueAt(vector, row), builder))
      const total = builder.length
      elements = builder.finish()
      sizes = new Int32Array(total)
      element.encoder.measure(elements, { ...block, from: 0, to: total, sizes })
      let next = 0
      counts.forEach((count, i) => {
        let size = count < 0 ? 4 : 4 + (count === 0 ? emptyHeaderBytes : headerBytes)
        for (let e = 0; e < count; e++) size += sizes[next++] as number
        block.sizes[i] = (block.sizes[i] as number) + size
      })
    },
    write(_, block) {
      const cursors = new Int32Array(sizes.length)
      let next = 0
      counts.forEach((count, i) => {
        let at = writeHeader(block, block.cursors[i] as number, { count, oid: element.oid })
        const bodyStart = at
        for (let e = 0; e < count; e++, next++) {
          cursors[next] = at
          at += sizes[next] as number
        }
        if (count >= 0) {
          const header = count === 0 ? emptyHeaderBytes : headerBytes
          block.view.setInt32(block.cursors[i] as number, header + at - bodyStart)
        }
        block.cursors[i] = at
      })
      element.encoder.write(elements as ColumnVector, { ...block, from: 0, to: sizes.length, sizes, cursors })
    },
  }
}

function gatherElements(value: unknown, builder: ColumnBuilder): number {
  if (value === null || value === undefined) return -1
  const list = value as readonly unknown[]
  for (const item of list) builder.append(item ?? null)
  return list.length
}

/** Gives the place after the header; the length word is filled in by the caller. */
function writeHeader(
  { view }: EncodeBlock,
  start: number,
  { count, oid }: { readonly count: number; readonly oid: number },
): number {
  if (count < 0) {
    view.setInt32(start, -1)
    return start + 4
  }
  const at = start + 4
  view.setInt32(at, count === 0 ? 0 : 1)
  view.setInt32(at + 4, 1)
  view.setInt32(at + 8, oid)
  if (count === 0) return at + emptyHeaderBytes
  view.setInt32(at + 12, count)
  view.setInt32(at + 16, 1)
  return at + headerBytes
}
