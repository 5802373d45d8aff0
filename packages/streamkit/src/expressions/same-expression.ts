import type { ResolvedExpression } from './expression.ts'

/** Whether two resolved expressions over the same columns are one: the same functions of the same columns, whatever these are called. */
export function sameExpression(a: ResolvedExpression, b: ResolvedExpression): boolean {
  if (a.kind === 'alias') return sameExpression(a.child, b)
  if (b.kind === 'alias') return sameExpression(a, b.child)
  if (a.kind === 'bound') return b.kind === 'bound' && a.ordinal === b.ordinal
  return a.kind === b.kind && samePart(a, b)
}

function samePart(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isColumn(a) || isColumn(b)) return isColumn(a) && isColumn(b) && a.ordinal === b.ordinal
  const [left, right] = [Object.entries(a), b as Readonly<Record<string, unknown>>]
  return (
    left.length === Object.keys(right).length &&
    left.every(([key, value]) => Object.hasOwn(right, key) && samePart(value, right[key]))
  )
}

function isColumn(part: object): part is { readonly ordinal: number } {
  return (part as { readonly kind?: unknown }).kind === 'bound'
}
