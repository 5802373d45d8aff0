import type { WindowFrame } from '../../src/expressions/expression.ts'

/** The columns `k` to partition by, `o` to order by, `v` to compute with. */
export type NaiveRow = readonly [number | null, number | null, number | null]

export interface NaiveWindow {
  readonly fn: string
  readonly partitioned: boolean
  readonly direction: { readonly ascending: boolean; readonly nullsFirst: boolean }
  readonly frame: WindowFrame | null
}

/** The rows as a sort gives them, and the value of the function in each. */
export function naiveWindow(
  w: NaiveWindow,
  rows: readonly NaiveRow[],
): { readonly sorted: readonly NaiveRow[]; readonly results: readonly unknown[] } {
  const order = orderOf(w)
  const sorted = rows
    .map((row, i) => ({ row, i }))
    .sort((a, b) => (w.partitioned ? keyOrder(a.row[0], b.row[0]) : 0) || order(a.row[1], b.row[1]) || a.i - b.i)
    .map(({ row }) => row)
  const results = sorted.map((row, i) => {
    const first = w.partitioned ? sorted.findIndex(([k]) => k === row[0]) : 0
    const partition = w.partitioned ? sorted.filter(([k]) => k === row[0]) : sorted
    return resultOf(w, partition, i - first)
  })
  return { sorted, results }
}

function keyOrder(a: number | null, b: number | null): number {
  return (a ?? -1) - (b ?? -1)
}

type Order = (a: number | null, b: number | null) => number

function orderOf({ direction: { ascending, nullsFirst } }: NaiveWindow): Order {
  return (a, b) => {
    if (a === null || b === null) return a === b ? 0 : (a === null) === nullsFirst ? -1 : 1
    const rising = Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a < b ? -1 : a > b ? 1 : 0
    return ascending ? rising : -rising
  }
}

function resultOf(w: NaiveWindow, partition: readonly NaiveRow[], at: number): unknown {
  const order = orderOf(w)
  const own = (partition[at] as NaiveRow)[1]
  const before = partition.filter(([, o]) => order(o, own) < 0)
  const notAfter = partition.filter(([, o]) => order(o, own) <= 0)
  const n = partition.length
  switch (w.fn) {
    case 'row_number':
      return at + 1
    case 'rank':
      return before.length + 1
    case 'dense_rank':
      return before.filter(([, o], i) => i === 0 || order((before[i - 1] as NaiveRow)[1], o) !== 0).length + 1
    case 'percent_rank':
      return n === 1 ? 0 : before.length / (n - 1)
    case 'cume_dist':
      return notAfter.length / n
    case 'ntile':
      return bucketOf(at, n)
    case 'lag':
      return at < 2 ? -1 : (partition[at - 2] as NaiveRow)[2]
    case 'lead':
      return partition.slice(at + 1).find(([, , v]) => v !== null)?.[2] ?? null
    default:
      return overFrame(w.fn, frameOf(w, partition, at))
  }
}

/** Three buckets, dealt one row each in turn: their sizes. */
function bucketOf(at: number, n: number): number {
  const sizes = [0, 0, 0]
  for (let i = 0; i < n; i++) sizes[i % 3] = (sizes[i % 3] as number) + 1
  if (at < (sizes[0] as number)) return 1
  return at < (sizes[0] as number) + (sizes[1] as number) ? 2 : 3
}

function frameOf(w: NaiveWindow, partition: readonly NaiveRow[], at: number): readonly NaiveRow[] {
  const { unit, lower, upper } = w.frame ?? { unit: 'range', lower: null, upper: 0 }
  const order = orderOf(w)
  const own = (partition[at] as NaiveRow)[1]
  const sign = w.direction.ascending ? 1 : -1
  return partition.filter(([, o], i) => {
    if (unit === 'rows') return (lower === null || i >= at + lower) && (upper === null || i <= at + upper)
    const moved = (by: number) => (own === null ? null : own + sign * by)
    return (lower === null || order(o, moved(lower)) >= 0) && (upper === null || order(o, moved(upper)) <= 0)
  })
}

function overFrame(fn: string, frame: readonly NaiveRow[]): unknown {
  const all = frame.map(([, , v]) => v)
  const known = all.filter((v) => v !== null)
  switch (fn) {
    case 'nth_value':
      return all[1] ?? null
    case 'collect_list':
      return known
    case 'count':
      return all.length
    case 'sum':
      return known.length === 0 ? null : known.reduce((a, b) => a + b, 0)
    case 'min':
      return known.length === 0 ? null : Math.min(...known)
    case 'first':
      return all[0] ?? null
    default:
      return known.at(-1) ?? null
  }
}
