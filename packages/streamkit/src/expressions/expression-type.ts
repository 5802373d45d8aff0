import { ExecutionException } from '../errors/streamkit-error.ts'
import { booleanType, type DataType } from '../types/data-type.ts'
import type { ResolvedExpression } from './expression.ts'

export { nameOf, selectedName, sqlText } from './expression-text.ts'

/** The type of a resolved expression; of a lambda, of what it gives. */
export function dataTypeOf(e: ResolvedExpression): DataType {
  switch (e.kind) {
    case 'and':
    case 'or':
      return booleanType
    case 'cast':
      return e.to
    case 'alias':
      return dataTypeOf(e.child)
    case 'lambda':
      return dataTypeOf(e.body)
    case 'attribute':
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
      return unresolved(e.kind)
    default:
      return e.dataType ?? unresolved(e.kind)
  }
}

/** Whether a resolved expression can be null. */
export function nullableOf(e: ResolvedExpression): boolean {
  switch (e.kind) {
    case 'literal':
      return e.value === null
    case 'alias':
      return nullableOf(e.child)
    case 'lambda':
      return nullableOf(e.body)
    case 'attribute':
    case 'windowExpression':
    case 'inSubquery':
    case 'scalarSubquery':
      return unresolved(e.kind)
    default:
      return e.nullable ?? unresolved(e.kind)
  }
}

function unresolved(kind: string): never {
  throw new ExecutionException('INTERNAL_ERROR', { message: `the type of an unresolved ${kind} was asked for` })
}
