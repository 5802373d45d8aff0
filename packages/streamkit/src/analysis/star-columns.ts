import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, NamedExpression } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import { allColumns, fold, type PlanScope, resolve } from './plan-columns.ts'
import { resolveField } from './resolve-column.ts'

/** Whether an expression stands for several columns: `*`, `alias.*`, `column.*`. */
export function isStar(e: Expression): e is Expression & { readonly kind: 'attribute' } {
  return e.kind === 'attribute' && e.nameParts.at(-1) === '*'
}

/** The columns that a star stands for: all, those of a frame alias, or the fields of a struct. Throws CANNOT_RESOLVE_STAR_EXPAND. */
export function starColumns(
  star: Expression & { readonly kind: 'attribute' },
  scope: PlanScope,
): readonly NamedExpression[] {
  const { schema } = scope.child
  const target = star.nameParts.slice(0, -1)
  if (target.length === 0) return allColumns(schema)
  const alias = fold(target.join('.'))
  const columns = allColumns(schema).filter((_, i) => fold(schema.fields[i]?.metadata?.qualifier ?? '') === alias)
  return columns.length > 0 ? columns : fieldsOf(target, scope)
}

function fieldsOf(nameParts: readonly string[], scope: PlanScope): readonly NamedExpression[] {
  const column = columnAt(nameParts, scope)
  const type = dataTypeOf(column)
  if (type.kind !== 'struct') throw unknownStar(nameParts, scope)
  return type.fields.map(({ name }) => ({ name, expression: resolveField(column, name) }))
}

function columnAt(nameParts: readonly string[], scope: PlanScope): Expression {
  try {
    return resolve({ kind: 'attribute', nameParts }, scope)
  } catch (error) {
    if (error instanceof AnalysisException) throw unknownStar(nameParts, scope)
    throw error
  }
}

function unknownStar(nameParts: readonly string[], { child }: PlanScope): AnalysisException {
  return new AnalysisException('CANNOT_RESOLVE_STAR_EXPAND', {
    targetString: nameParts.map((part) => `\`${part}\``).join('.'),
    columns: child.schema.fields.map(({ name }) => `\`${name}\``).join(', '),
  })
}
