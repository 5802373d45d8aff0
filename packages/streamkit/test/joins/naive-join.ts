import type { JoinType } from '../../src/plan/logical-plan.ts'

/** Every pair is looked at. A row that is missing is null; semi and anti joins have no right side. */
export function naiveJoin<L, R>(
  left: readonly L[],
  right: readonly R[],
  { joinType, matches }: { readonly joinType: JoinType; readonly matches: (l: L, r: R) => boolean },
): readonly (readonly [L | null, R | null])[] {
  const pairs: (readonly [L | null, R | null])[] = []
  if (joinType === 'left_semi' || joinType === 'left_anti') {
    const wanted = joinType === 'left_semi'
    for (const l of left) if (right.some((r) => matches(l, r)) === wanted) pairs.push([l, null])
    return pairs
  }
  for (const l of left) for (const r of right) if (matches(l, r)) pairs.push([l, r])
  if (joinType === 'left_outer' || joinType === 'full_outer') {
    for (const l of left) if (!right.some((r) => matches(l, r))) pairs.push([l, null])
  }
  if (joinType === 'right_outer' || joinType === 'full_outer') {
    for (const r of right) if (!left.some((l) => matches(l, r))) pairs.push([null, r])
  }
  return pairs
}

/** SQL's equality with NaN equal to itself; null only if it is said so. */
export function equalKeys(a: number | null, b: number | null, nullSafe: boolean): boolean {
  if (a === null || b === null) return nullSafe && a === b
  return a === b || (Number.isNaN(a) && Number.isNaN(b))
}
