/** Microseconds. */
export interface Span {
  readonly start: number
  readonly end: number
}
export interface MergedSpan<S extends Span> extends Span {
  /** What it was made of, by start. */
  readonly of: readonly S[]
}

/**
 * Spans that overlap or touch become one: a row exactly one gap after the last one still belongs to its session. Both lists are ordered by start; of spans that start together those of `before` come
 * first.
 */
export function mergeSpans<S extends Span>(before: readonly S[], after: readonly S[]): readonly MergedSpan<S>[] {
  const merged: { start: number; end: number; of: S[] }[] = []
  let current: { start: number; end: number; of: S[] } | null = null
  for (let i = 0, j = 0; i < before.length || j < after.length; ) {
    const [left, right] = [before[i], after[j]]
    const isLeft = right === undefined || (left !== undefined && left.start <= right.start)
    const next = (isLeft ? left : right) as S
    if (isLeft) i++
    else j++
    if (current !== null && next.start <= current.end) {
      current.of.push(next)
      if (next.end > current.end) current.end = next.end
    } else {
      current = { start: next.start, end: next.end, of: [next] }
      merged.push(current)
    }
  }
  return merged
}
