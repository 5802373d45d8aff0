import { AnalysisException } from '../errors/streamkit-error.ts'
import { type DataType, sqlType } from '../types/data-type.ts'
import type { ArgumentInfo, CallSite } from './function-definition.ts'

/** Whether any argument can be null. */
export function anyNullable(site: CallSite): boolean {
  return site.args.some((a) => a.nullable)
}

/** Checks the number of arguments. `max` absent: exactly `min`; `null`: no upper limit. */
export function requireArguments(name: string, site: CallSite, [min, max]: readonly [number, (number | null)?]): void {
  const most = max === undefined ? min : max
  const count = site.args.length
  if (count >= min && (most === null || count <= most)) return
  const expected = most === null ? `at least ${min}` : most === min ? `${min}` : `${min} to ${most}`
  throw new AnalysisException('WRONG_NUM_ARGS.WITHOUT_SUGGESTION', {
    functionName: `\`${name}\``,
    expectedNum: expected,
    actualNum: count,
  })
}

export function argumentAt(site: CallSite, index: number): ArgumentInfo {
  return site.args[index] as ArgumentInfo
}

/** A call as messages show it when only the types are known: `+(INT, BOOLEAN)`. */
export function describeCall(name: string, site: CallSite): string {
  return `"${name}(${site.args.map((a) => sqlType(a.dataType).slice(1, -1)).join(', ')})"`
}

/** The two sides of an operator have no type in common. */
export function differentTypes(name: string, site: CallSite): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.BINARY_OP_DIFF_TYPES', {
    expression: describeCall(name, site),
    left: sqlType(argumentAt(site, 0).dataType),
    right: sqlType(argumentAt(site, 1).dataType),
  })
}

/** An operator was given a type that it does not work on. */
export function wrongType(
  name: string,
  site: CallSite,
  wrong: { needed: string; actual: DataType },
): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.BINARY_OP_WRONG_TYPE', {
    expression: describeCall(name, site),
    inputType: wrong.needed,
    actualDataType: sqlType(wrong.actual),
  })
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

/** An argument has a type that the function does not take. `index` counts from 0. */
export function unexpectedType(
  name: string,
  site: CallSite,
  wrong: { readonly index: number; readonly required: string; readonly text?: string },
): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE', {
    expression: describeCall(name, site),
    paramIndex: ordinals[wrong.index] ?? `${wrong.index + 1}th`,
    requiredType: wrong.required,
    inputSql: wrong.text ?? 'it',
    inputType: sqlType(argumentAt(site, wrong.index).dataType),
  })
}

/** Values that must have one type have several. */
export function dataDiffTypes(name: string, site: CallSite): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.DATA_DIFF_TYPES', {
    expression: describeCall(name, site),
    dataType: site.args.map((a) => sqlType(a.dataType)).join(', '),
  })
}

/** An argument is a null of which nobody knows the type. */
export function nullWithoutType(name: string, site: CallSite): AnalysisException {
  return new AnalysisException('DATATYPE_MISMATCH.NULL_TYPE', {
    expression: describeCall(name, site),
    functionName: `\`${name}\``,
  })
}
