import { type ArrayType, booleanType, type DataType, intType, type MapType, sqlType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, LambdaParameters, LambdaParameterType } from '../function-definition.ts'
import { argumentAt, unexpectedType } from '../signature.ts'

/** A lambda as kernels get it: internal values in, an internal value out. */
export type LambdaFunction = (...values: unknown[]) => unknown

export function arrayArgument(name: string, site: CallSite, index = 0): ArrayType {
  const { dataType } = argumentAt(site, index)
  if (dataType.kind === 'array') return dataType
  throw unexpectedType(name, site, { index, required: '"ARRAY"' })
}

export function mapArgument(name: string, site: CallSite, index = 0): MapType {
  const { dataType } = argumentAt(site, index)
  if (dataType.kind === 'map') return dataType
  throw unexpectedType(name, site, { index, required: '"MAP"' })
}

/** The elements of the array, as a parameter. */
export function elementOf({ element, containsNull }: ArrayType): LambdaParameterType {
  return { dataType: element, nullable: containsNull }
}

/** The position of an element, from 0. */
export const position: LambdaParameterType = { dataType: intType, nullable: false }

/** Key and value. */
export function entryOf({ key, value, valueContainsNull }: MapType): LambdaParameters {
  return {
    types: [
      { dataType: key, nullable: false },
      { dataType: value, nullable: valueContainsNull },
    ],
  }
}

/** A lambda that is a condition: nothing but a boolean (or null) will do. */
export function requireCondition(name: string, site: CallSite, index = 1): ArgumentInfo {
  const argument = argumentAt(site, index)
  if (argument.dataType.kind === 'boolean' || argument.dataType.kind === 'void') return argument
  throw unexpectedType(name, site, { index, required: sqlType(booleanType) })
}

/** The types that the arguments have. */
export function givenTypes(site: CallSite): readonly DataType[] {
  return site.args.map((argument) => argument.dataType)
}
