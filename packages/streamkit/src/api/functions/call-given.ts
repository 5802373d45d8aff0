import { type Column, call } from '../column.ts'

/** A call of a function over the operands that were given: those left out at the end are not there. */
export function callGiven<V>(name: string, ...operands: readonly unknown[]): Column<V> {
  const count = operands.findLastIndex((operand) => operand !== undefined) + 1
  return call(name, ...operands.slice(0, count))
}
