/**
 * The operators of a stream, done naively: every operator keeps the rows themselves and computes its answer anew from all of them. Written from the rules of Spark's semantics, and from
 * nothing of the engine.
 */

/** Event times are milliseconds, or null. */
export interface Row {
  readonly [column: string]: unknown
}
export interface Watermarks {
  /** Rows at or before it are late. */
  readonly late: number
  /** State at or before it is closed. */
  readonly eviction: number
}
export interface NaiveOperator {
  batch(rows: readonly Row[], watermarks: Watermarks): readonly Row[]
  /** Whether a batch without rows is run once the watermark has moved. */
  readonly closesState: boolean
  /** How far the watermark of what it gives is behind that of what it gets, ms. */
  readonly outputBehindMs?: number
}

export type Mode = 'append' | 'update' | 'complete'
export interface WindowSpec {
  readonly sizeMs: number
  readonly slideMs: number
}

/** The starts of the windows that hold a time. */
export function windowsOf(time: number, { sizeMs, slideMs }: WindowSpec): readonly number[] {
  const starts: number[] = []
  for (let start = Math.floor(time / slideMs) * slideMs; start > time - sizeMs; start -= slideMs) starts.push(start)
  return starts
}

export interface AggregationSpec {
  readonly time: string
  readonly window: WindowSpec
  /** Another key beside the window. */
  readonly key: string | null
  readonly value: string
  readonly mode: Mode
}

/** Counts and sums `value` by window and key: gives `start, end, [key], n, s`. */
export class NaiveAggregation implements NaiveOperator {
  readonly closesState: boolean
  readonly #spec: AggregationSpec
  #kept: { readonly start: number; readonly end: number; readonly key: unknown; readonly value: unknown }[] = []

  constructor(spec: AggregationSpec) {
    this.#spec = spec
    this.closesState = spec.mode !== 'complete'
  }

  batch(rows: readonly Row[], { late, eviction }: Watermarks): readonly Row[] {
    const { time, window, key, value, mode } = this.#spec
    const touched = new Set<string>()
    for (const row of rows) {
      const at = row[time] as number | null
      if (at === null) continue
      for (const start of windowsOf(at, window)) {
        const end = start + window.sizeMs
        if (mode !== 'complete' && end <= late) continue
        const kept = { start, end, key: key === null ? null : row[key], value: row[value] }
        this.#kept.push(kept)
        touched.add(groupOf(kept))
      }
    }
    const all = Map.groupBy(this.#kept, groupOf)
    if (mode === 'complete') return [...all.values()].map((group) => this.#result(group))
    const closed = [...all].filter(([, group]) => (group[0] as { end: number }).end <= eviction)
    const given = mode === 'append' ? closed : [...all].filter(([name]) => touched.has(name))
    this.#kept = this.#kept.filter(({ end }) => end > eviction)
    return given.map(([, group]) => this.#result(group))
  }

  #result(group: readonly { start: number; end: number; key: unknown; value: unknown }[]): Row {
    const { start, end, key } = group[0] as { start: number; end: number; key: unknown }
    const values = group.flatMap(({ value }) => (value === null ? [] : [value as number]))
    const sum = values.length === 0 ? null : values.reduce((a, b) => a + b, 0)
    return { start, end, ...(this.#spec.key === null ? {} : { key }), n: group.length, s: sum }
  }
}

function groupOf({ start, key }: { readonly start: number; readonly key: unknown }): string {
  return JSON.stringify([start, key])
}

/** Keeps the first row of each key; forgets keys by the event time among them, or by the delay after their first row. */
export class NaiveDeduplication implements NaiveOperator {
  readonly closesState = true
  readonly #keys: readonly string[]
  readonly #time: string
  /** Null: dropDuplicates. */
  readonly #delay: number | null
  #seen: { readonly key: string; readonly expires: number | null }[] = []

  constructor(keys: readonly string[], time: string, delayMs: number | null) {
    this.#keys = keys
    this.#time = time
    this.#delay = delayMs
  }

  batch(rows: readonly Row[], { late, eviction }: Watermarks): readonly Row[] {
    const out: Row[] = []
    for (const row of rows) {
      const at = row[this.#time] as number | null
      if (at !== null && at <= late) continue
      const key = JSON.stringify(this.#keys.map((name) => row[name] ?? null))
      if (this.#seen.some((seen) => seen.key === key)) continue
      out.push(row)
      this.#seen.push({ key, expires: this.#expiry(at) })
    }
    this.#seen = this.#seen.filter(({ expires }) => expires === null || expires > eviction)
    return out
  }

  #expiry(at: number | null): number | null {
    if (this.#delay !== null) return (at ?? 0) + this.#delay
    return this.#keys.includes(this.#time) ? at : null
  }
}

export type NaiveJoinType = 'inner' | 'left_outer' | 'right_outer' | 'full_outer'
export interface JoinSpec {
  readonly how: NaiveJoinType
  /** The right time is at or after the left one, by no more than this. */
  readonly withinMs: number
}

interface JoinRow {
  readonly row: Row
  matched: boolean
}

/** Joins `lk = rk and rts between lts and lts + within`. Rows of the two sides come marked by `side`. */
export class NaiveJoin implements NaiveOperator {
  readonly closesState = true
  readonly #spec: JoinSpec
  #left: JoinRow[] = []
  #right: JoinRow[] = []

  /** A pair is as old as its older side, and that may wait for the whole range. */
  readonly outputBehindMs: number

  constructor(spec: JoinSpec) {
    this.#spec = spec
    this.outputBehindMs = spec.withinMs + 1
  }

  batch(rows: readonly Row[], { late, eviction }: Watermarks): readonly Row[] {
    const { how } = this.#spec
    const out: Row[] = []
    const keepsLeft = how === 'left_outer' || how === 'full_outer'
    const keepsRight = how === 'right_outer' || how === 'full_outer'
    for (const row of rows) {
      const isLeft = row.side === 'left'
      const time = row[isLeft ? 'lts' : 'rts'] as number | null
      if (time !== null && time <= late) continue
      const own: JoinRow = { row, matched: false }
      for (const other of isLeft ? this.#right : this.#left) {
        const [left, right] = isLeft ? [own, other] : [other, own]
        if (!this.#matches(left.row, right.row)) continue
        left.matched = true
        right.matched = true
        out.push(pair(left.row, right.row))
      }
      if (isLeft) this.#left.push(own)
      else this.#right.push(own)
    }
    const gone = { left: this.#expired('left', eviction), right: this.#expired('right', eviction) }
    if (keepsLeft) out.push(...gone.left.filter((r) => !r.matched).map((r) => pair(r.row, {})))
    if (keepsRight) out.push(...gone.right.filter((r) => !r.matched).map((r) => pair({}, r.row)))
    return out
  }

  #matches(left: Row, right: Row): boolean {
    const [lts, rts] = [left.lts as number | null, right.rts as number | null]
    if (left.lk === null || right.rk === null || left.lk !== right.rk || lts === null || rts === null) return false
    return rts >= lts && rts <= lts + this.#spec.withinMs
  }

  /** A left row can be matched until the right watermark passes its time plus the range; a right row until the left watermark passes its time. */
  #expired(side: 'left' | 'right', watermark: number): JoinRow[] {
    const rows = side === 'left' ? this.#left : this.#right
    const bound = side === 'left' ? watermark - this.#spec.withinMs - 1 : watermark - 1
    const isOver = ({ row }: JoinRow) => {
      const time = row[side === 'left' ? 'lts' : 'rts'] as number | null
      return time !== null && time <= bound
    }
    const gone = rows.filter(isOver)
    if (side === 'left') this.#left = rows.filter((r) => !isOver(r))
    else this.#right = rows.filter((r) => !isOver(r))
    return gone
  }
}

function pair(left: Row, right: Row): Row {
  const column = (row: Row, name: string) => row[name] ?? null
  return {
    lts: column(left, 'lts'),
    lk: column(left, 'lk'),
    lv: column(left, 'lv'),
    rts: column(right, 'rts'),
    rk: column(right, 'rk'),
    rv: column(right, 'rv'),
  }
}
