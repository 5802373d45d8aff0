import { AnalysisException } from '../../errors/streamkit-error.ts'
import { arrayType, booleanType, type DataType, sameType, sqlType } from '../../types/data-type.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { argumentAt, describeCall, requireArguments, unexpectedType } from '../signature.ts'
import {
  arrayArgument,
  elementOf,
  givenTypes,
  type LambdaFunction,
  position,
  requireCondition,
} from './higher-order.ts'

type Items = readonly unknown[]

const transform: FunctionDefinition = {
  name: 'transform',
  lambdaParameters: (site, index) => {
    requireArguments('transform', site, [2])
    const array = arrayArgument('transform', site)
    return index === 1 ? { types: [elementOf(array), position], required: 1 } : null
  },
  signature: (site) => {
    const { dataType, nullable } = argumentAt(site, 1)
    return { inputs: givenTypes(site), dataType: arrayType(dataType, nullable), nullable: argumentAt(site, 0).nullable }
  },
  kernel: () =>
    strict((items: Items, fn: LambdaFunction) => {
      const out = new Array<unknown>(items.length)
      for (let i = 0; i < items.length; i++) out[i] = fn(items[i], i)
      return out
    }),
}

const filter: FunctionDefinition = {
  name: 'filter',
  lambdaParameters: (site, index) => {
    requireArguments('filter', site, [2])
    const array = arrayArgument('filter', site)
    return index === 1 ? { types: [elementOf(array), position], required: 1 } : null
  },
  signature: (site) => {
    requireCondition('filter', site)
    const { dataType, nullable } = argumentAt(site, 0)
    return { inputs: [dataType, booleanType], dataType, nullable }
  },
  kernel: () =>
    strict((items: Items, fn: LambdaFunction) => {
      const out: unknown[] = []
      for (let i = 0; i < items.length; i++) if (fn(items[i], i) === true) out.push(items[i])
      return out
    }),
}

/** `exists` and `forall` stop at the first element that decides; null where none does and the condition was null for one. */
function quantifier(name: string, decides: boolean): FunctionDefinition {
  return {
    name,
    lambdaParameters: (site, index) => {
      requireArguments(name, site, [2])
      const array = arrayArgument(name, site)
      return index === 1 ? { types: [elementOf(array)] } : null
    },
    signature: (site) => {
      const condition = requireCondition(name, site)
      const array = argumentAt(site, 0)
      return {
        inputs: [array.dataType, booleanType],
        dataType: booleanType,
        nullable: array.nullable || condition.nullable,
      }
    },
    kernel: () =>
      strictOrNull((items: Items, fn: LambdaFunction) => {
        let unknown = false
        for (let i = 0; i < items.length; i++) {
          const value = fn(items[i])
          if (value === decides) return decides
          if (value === null) unknown = true
        }
        return unknown ? null : !decides
      }),
  }
}

/** `aggregate(array, zero, merge, finish?)`: the state has the type of `zero`, and `merge` has to give that type. */
function aggregate(name: string): FunctionDefinition {
  return {
    name,
    lambdaParameters: (site, index) => {
      requireArguments(name, site, [3, 4])
      const array = arrayArgument(name, site)
      const state = { dataType: argumentAt(site, 1).dataType, nullable: true }
      if (index === 2) return { types: [state, elementOf(array)] }
      return index === 3 ? { types: [state] } : null
    },
    signature: (site) => {
      const zero = argumentAt(site, 1).dataType
      const merged = argumentAt(site, 2).dataType
      if (!sameType(zero, merged)) throw unexpectedType(name, site, { index: 2, required: sqlType(zero) })
      const inputs: readonly DataType[] = site.args.map((argument, i) => (i === 2 ? zero : argument.dataType))
      return { inputs, dataType: site.args[3]?.dataType ?? zero, nullable: true }
    },
    kernel: () => aggregateKernel,
  }
}

const aggregateKernel: Kernel = withNulls(
  (...[items, zero, merge, finish]: readonly [Items | null, unknown, LambdaFunction, LambdaFunction?]) => {
    if (items === null) return null
    let state = zero
    for (let i = 0; i < items.length; i++) state = merge(state, items[i])
    return finish === undefined ? state : finish(state)
  },
  true,
)

/** Pairs of elements at the same position; the shorter array is filled with nulls. */
const zipWith: FunctionDefinition = {
  name: 'zip_with',
  lambdaParameters: (site, index) => {
    requireArguments('zip_with', site, [3])
    const types = [0, 1].map((i) => ({ dataType: arrayArgument('zip_with', site, i).element, nullable: true }))
    return index === 2 ? { types } : null
  },
  signature: (site) => {
    const [left, right, merged] = [argumentAt(site, 0), argumentAt(site, 1), argumentAt(site, 2)]
    const dataType = arrayType(merged.dataType, merged.nullable)
    return { inputs: givenTypes(site), dataType, nullable: left.nullable || right.nullable }
  },
  kernel: () =>
    strict((left: Items, right: Items, fn: LambdaFunction) => {
      const out = new Array<unknown>(Math.max(left.length, right.length))
      for (let i = 0; i < out.length; i++) {
        out[i] = fn(i < left.length ? left[i] : null, i < right.length ? right[i] : null)
      }
      return out
    }),
}

/** The lambda of `name` has to give one type, and no cast is made for it. */
export function requireResult(name: string, site: CallSite, needed: DataType): void {
  const actual = argumentAt(site, 1).dataType
  if (sameType(actual, needed)) return
  throw new AnalysisException('DATATYPE_MISMATCH.UNEXPECTED_RETURN_TYPE', {
    expression: describeCall(name, site),
    expectedType: sqlType(needed),
    actualType: sqlType(actual),
  })
}

/** Functions of arrays that take lambdas; `array_sort` is with the other functions of arrays. */
export const arrayLambdaFunctions: readonly FunctionDefinition[] = [
  transform,
  filter,
  quantifier('exists', true),
  quantifier('forall', false),
  aggregate('aggregate'),
  aggregate('reduce'),
  zipWith,
]
