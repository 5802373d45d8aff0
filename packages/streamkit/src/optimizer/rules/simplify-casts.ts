import type { Cast } from '../../expressions/expression.ts'
import { dataTypeOf } from '../../expressions/expression-type.ts'
import type { DataType } from '../../types/data-type.ts'
import { expressionRule } from '../rewrite.ts'
import type { Rule } from '../rule.ts'

/** Leaves out casts to the type that a value has, and the first of two that only make whole numbers wider. */
export const simplifyCasts: Rule = expressionRule('SimplifyCasts', (e) => {
  if (e.kind !== 'cast') return e
  if (sameType(dataTypeOf(e.child), e.to)) return e.child
  return isWideningTwice(e) ? { ...e, child: (e.child as Cast).child } : e
})

function sameType(a: DataType, b: DataType): boolean {
  return a === b || (a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b))
}

const widths: Readonly<Record<string, number>> = { tinyint: 1, smallint: 2, int: 3, bigint: 4 }

function isWideningTwice({ child, to }: Cast): boolean {
  if (child.kind !== 'cast') return false
  const [from, between, target] = [dataTypeOf(child.child), child.to, to].map(widthOf)
  return (
    from !== null &&
    between !== null &&
    target !== null &&
    (from as number) <= (between as number) &&
    (between as number) <= (target as number)
  )
}

function widthOf(type: DataType): number | null {
  return widths[type.kind] ?? null
}
