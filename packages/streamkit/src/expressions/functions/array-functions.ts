import { ExecutionException } from '../../errors/streamkit-error.ts'
import {
  type ArrayType,
  arrayType,
  bigintType,
  type DataType,
  intType,
  type MapType,
  stringType,
} from '../../types/data-type.ts'
import { commonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { compareOf, nullsFirst } from '../ordering.ts'
import { anyNullable, argumentAt, differentTypes, requireArguments, unexpectedType } from '../signature.ts'
import { requireResult } from './array-lambda-functions.ts'
import { requireOrderable } from './comparison.ts'
import { elementOf, type LambdaFunction } from './higher-order.ts'
import { mapOfEntries } from './map-entries.ts'

type Items = readonly unknown[]
type Compare = (a: unknown, b: unknown) => number

function arrayAt(name: string, site: CallSite, index: number): ArrayType {
  const { dataType } = argumentAt(site, index)
  if (dataType.kind === 'array') return dataType
  throw unexpectedType(name, site, { index, required: '"ARRAY"' })
}

/** A function of one array whose elements are compared. */
function ofArray(
  name: string,
  made: { readonly type: (array: ArrayType) => DataType; readonly kernel: (compare: Compare) => Kernel },
): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const array = arrayAt(name, site, 0)
      requireOrderable(name, site, array.element)
      const nullable = anyNullable(site) || made.type(array).kind !== 'array'
      return { inputs: [array], dataType: made.type(array), nullable }
    },
    kernel: (_site, { inputs }) => made.kernel(nullsFirst(compareOf((inputs[0] as ArrayType).element))),
  }
}

/** A function of an array and a value of its element type. */
function withElement(
  name: string,
  made: { readonly type: (array: ArrayType) => DataType; readonly kernel: (compare: Compare) => Kernel },
): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const array = arrayAt(name, site, 0)
      const element = commonType(array.element, argumentAt(site, 1).dataType, site.conf)
      if (element === null) throw differentTypes(name, site)
      requireOrderable(name, site, element)
      const input = arrayType(element, array.containsNull)
      return { inputs: [input, element], dataType: made.type(input), nullable: anyNullable(site) }
    },
    kernel: (_site, { inputs }) => made.kernel(nullsFirst(compareOf(inputs[1] as DataType))),
  }
}

/** A function of two arrays as sets; the result has no element twice. */
function asSets(
  name: string,
  combine: (a: Items, b: Items, has: (items: Items, value: unknown) => boolean) => Items,
): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const type = commonType(arrayAt(name, site, 0), arrayAt(name, site, 1), site.conf)
      if (type === null || type.kind !== 'array') throw differentTypes(name, site)
      requireOrderable(name, site, type.element)
      return { inputs: [type, type], dataType: type, nullable: anyNullable(site) }
    },
    kernel: (_site, { dataType }) => {
      const compare = nullsFirst(compareOf((dataType as ArrayType).element))
      const has = (items: Items, value: unknown) => items.some((item) => compare(item, value) === 0)
      return strict((a: Items, b: Items) => distinct(combine(a, b, has), compare))
    },
  }
}

/** The first of equal elements; nulls are equal. */
function distinct(items: Items, compare: Compare): Items {
  const kept: unknown[] = []
  for (const item of items) if (!kept.some((other) => compare(other, item) === 0)) kept.push(item)
  return kept
}

function extreme(items: Items, isBetter: (order: number) => boolean, compare: Compare): unknown {
  let best: unknown = null
  for (const item of items) {
    if (item !== null && (best === null || isBetter(compare(item, best)))) best = item
  }
  return best
}

function sortedNullsLast(items: Items, compare: Compare): Items {
  const values = items.filter((item) => item !== null).sort(compare)
  return [...values, ...items.filter((item) => item === null)]
}

/** The number of the first equal element, from 1; 0 if there is none. */
function positionOf(items: Items, value: unknown, compare: Compare): bigint {
  return BigInt(items.findIndex((item) => item !== null && compare(item, value) === 0) + 1)
}

/** `slice(array, start, length)`; start counts from 1, from the end when negative. */
const slice: FunctionDefinition = {
  name: 'slice',
  signature: (site) => {
    requireArguments('slice', site, [3])
    const array = arrayAt('slice', site, 0)
    return { inputs: [array, intType, intType], dataType: array, nullable: anyNullable(site) }
  },
  kernel: () =>
    strict((items: Items, start: number, length: number) => {
      const functionName = '`slice`'
      if (start === 0) throw new ExecutionException('INVALID_PARAMETER_VALUE.START', { functionName, value: start })
      if (length < 0) throw new ExecutionException('INVALID_PARAMETER_VALUE.LENGTH', { functionName, value: length })
      const from = start > 0 ? start - 1 : items.length + start
      return from < 0 ? [] : items.slice(from, from + length)
    }),
}

const flatten: FunctionDefinition = {
  name: 'flatten',
  signature: (site) => {
    requireArguments('flatten', site, [1])
    const { element, containsNull } = arrayAt('flatten', site, 0)
    if (element.kind !== 'array') throw unexpectedType('flatten', site, { index: 0, required: '"ARRAY" of "ARRAY"' })
    const inputs = [argumentAt(site, 0).dataType]
    return { inputs, dataType: element, nullable: anyNullable(site) || containsNull }
  },
  kernel: () => strictOrNull((items: readonly (Items | null)[]) => (items.includes(null) ? null : items.flat())),
}

/** `array_join(array, separator, nullReplacement?)`; nulls are left out without a replacement. */
const arrayJoin: FunctionDefinition = {
  name: 'array_join',
  signature: (site) => {
    requireArguments('array_join', site, [2, 3])
    const array = arrayType(stringType, arrayAt('array_join', site, 0).containsNull)
    const inputs = [array, ...site.args.slice(1).map(() => stringType)]
    return { inputs, dataType: stringType, nullable: anyNullable(site) }
  },
  kernel: () =>
    strict((items: readonly (string | null)[], separator: string, replacement: string | null = null) =>
      items.flatMap((item) => item ?? replacement ?? []).join(separator),
    ),
}

const mapConcat: FunctionDefinition = {
  name: 'map_concat',
  signature: (site) => {
    requireArguments('map_concat', site, [1, null])
    const types = site.args.map((a) => a.dataType)
    const common = types.reduce<DataType | null>((a, b) => a && commonType(a, b, site.conf), types[0] as DataType)
    if (common?.kind !== 'map') throw unexpectedType('map_concat', site, { index: 0, required: '"MAP"' })
    return { inputs: types.map(() => common), dataType: common, nullable: anyNullable(site) }
  },
  kernel: (_site, { dataType }) => {
    const toMap = mapOfEntries((dataType as MapType).key)
    return strict((...maps: ReadonlyMap<unknown, unknown>[]) => toMap(maps.flatMap((map) => [...map])))
  },
}

/** Stops the query with a message; the type is void, so that it fits everywhere. */
const raiseError: FunctionDefinition = {
  name: 'raise_error',
  signature: (site) => {
    requireArguments('raise_error', site, [1])
    return { inputs: [stringType], dataType: { kind: 'void' }, nullable: true }
  },
  kernel: () =>
    withNulls((errorMessage: string | null) => {
      throw new ExecutionException('USER_RAISED_EXCEPTION', { errorMessage: String(errorMessage) })
    }, true),
}

const naturalSort = ofArray('array_sort', {
  type: (array) => array,
  kernel: (compare) => strict((items: Items) => sortedNullsLast(items, compare)),
})

/** `array_sort(array, comparator?)`; a comparator sees nulls too. */
const arraySort: FunctionDefinition = {
  name: 'array_sort',
  lambdaParameters: (site, index) => {
    requireArguments('array_sort', site, [1, 2])
    const element = elementOf(arrayAt('array_sort', site, 0))
    return index === 1 ? { types: [element, element] } : null
  },
  signature: (site) => {
    if (site.args.length === 1) return naturalSort.signature(site)
    requireResult('array_sort', site, intType)
    const { dataType, nullable } = argumentAt(site, 0)
    return { inputs: [dataType, intType], dataType, nullable }
  },
  kernel: (site, signature) => (site.args.length === 1 ? naturalSort.kernel(site, signature) : strict(sortedWith)),
}

function sortedWith(items: Items, comparator: LambdaFunction): Items {
  return [...items].sort((a, b) => {
    const order = comparator(a, b)
    if (order !== null) return order as number
    throw new ExecutionException('COMPARATOR_RETURNS_NULL', { firstValue: String(a), secondValue: String(b) })
  })
}

/** Functions that make arrays and maps of others. */
export const arrayFunctions: readonly FunctionDefinition[] = [
  ofArray('array_distinct', {
    type: (array) => array,
    kernel: (compare) => strict((items: Items) => distinct(items, compare)),
  }),
  ofArray('array_max', {
    type: (array) => array.element,
    kernel: (compare) => strictOrNull((items: Items) => extreme(items, (order) => order > 0, compare)),
  }),
  ofArray('array_min', {
    type: (array) => array.element,
    kernel: (compare) => strictOrNull((items: Items) => extreme(items, (order) => order < 0, compare)),
  }),
  arraySort,
  ofArray('array_compact', {
    type: (array) => arrayType(array.element, false),
    kernel: () => strict((items: Items) => items.filter((item) => item !== null)),
  }),
  withElement('array_position', {
    type: () => bigintType,
    kernel: (compare) => strict((items: Items, value: unknown) => positionOf(items, value, compare)),
  }),
  withElement('array_remove', {
    type: (array) => array,
    kernel: (compare) =>
      strict((items: Items, value: unknown) => items.filter((item) => item === null || compare(item, value) !== 0)),
  }),
  asSets('array_union', (a, b) => [...a, ...b]),
  asSets('array_intersect', (a, b, has) => a.filter((item) => has(b, item))),
  asSets('array_except', (a, b, has) => a.filter((item) => !has(b, item))),
  slice,
  flatten,
  arrayJoin,
  mapConcat,
  raiseError,
]
