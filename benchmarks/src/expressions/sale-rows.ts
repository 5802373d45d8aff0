import type { ColumnBatch, ColumnVector } from '@streamkit/core/connector'

/** A row as a program without StreamKit has it: prices in cents, dates as days since 1970. */
export interface Sale {
  readonly id: number
  readonly n: number | null
  readonly m: number
  readonly x: number
  readonly s: string
  readonly price: number
  readonly day: number
}

export const saleSchema =
  'id INT NOT NULL, n INT, m INT NOT NULL, x DOUBLE NOT NULL, s STRING NOT NULL, price DECIMAL(10,2) NOT NULL, day DATE NOT NULL'

export const rowsPerChunk = 16_384

/** The same rows twice: as objects, and as columns. */
export interface Sales {
  readonly objects: readonly (readonly Sale[])[]
  readonly chunks: readonly ColumnBatch[]
}

/** `nulls`: every third `n` is null. `text`: whether texts are bytes, as a reader gives them, or strings. */
export function makeSales(chunks: number, nulls: boolean, text: 'bytes' | 'strings'): Sales {
  let seed = 0x2545f491
  const next = () => {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    return (seed >>> 0) / 2 ** 32
  }
  const objects = Array.from({ length: chunks }, (_, chunk) =>
    Array.from({ length: rowsPerChunk }, (_, i): Sale => {
      const id = chunk * rowsPerChunk + i
      const n = Math.floor(next() * 1000)
      return {
        id,
        n: nulls && i % 3 === 0 ? null : n,
        m: Math.floor(next() * 100),
        x: next() * 100,
        s: `${'abcd'[id % 4]}-${id.toString(36)}-${Math.floor(next() * 1e6)}`,
        price: Math.floor(next() * 100_000),
        day: 18_000 + Math.floor(next() * 3000),
      }
    }),
  )
  return { objects, chunks: objects.map((rows) => columnsOf(rows, text)) }
}

function columnsOf(rows: readonly Sale[], text: 'bytes' | 'strings'): ColumnBatch {
  const ints = (of: (row: Sale) => number): ColumnVector => ({
    kind: 'int32',
    values: Int32Array.from(rows, of),
    nulls: null,
  })
  const doubles = (of: (row: Sale) => number): ColumnVector => ({
    kind: 'float64',
    values: Float64Array.from(rows, of),
    nulls: null,
  })
  const isNull = Uint8Array.from(rows, ({ n }) => (n === null ? 1 : 0))
  const n: ColumnVector = {
    kind: 'int32',
    values: Int32Array.from(rows, (row) => row.n ?? 0),
    nulls: isNull.includes(1) ? isNull : null,
  }
  const s: ColumnVector =
    text === 'bytes' ? utf8(rows) : { kind: 'string', values: rows.map((row) => row.s), nulls: null }
  const columns = [
    ints((r) => r.id),
    n,
    ints((r) => r.m),
    doubles((r) => r.x),
    s,
    doubles((r) => r.price),
    ints((r) => r.day),
  ]
  return { length: rows.length, columns }
}

function utf8(rows: readonly Sale[]): ColumnVector {
  const bytes = Buffer.from(rows.map((row) => row.s).join(''))
  const starts = new Int32Array(rows.length)
  const ends = new Int32Array(rows.length)
  let at = 0
  for (const [i, row] of rows.entries()) {
    starts[i] = at
    at += row.s.length
    ends[i] = at
  }
  return { kind: 'utf8', bytes, starts, ends, nulls: null }
}
