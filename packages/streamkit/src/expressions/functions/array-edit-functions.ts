import { ExecutionException } from '../../errors/streamkit-error.ts'
import {
  type ArrayType,
  arrayType,
  booleanType,
  type DataType,
  intType,
  structField,
  structType,
} from '../../types/data-type.ts'
import { commonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { compareOf, equalOf, nullsFirst } from '../ordering.ts'
import { anyNullable, argumentAt, differentTypes, requireArguments } from '../signature.ts'
import { requireOrderable } from './comparison.ts'
import { anyType, defineFunction } from './define-function.ts'
import { arrayArgument } from './higher-order.ts'

type Items = readonly unknown[]

/** The array's type with room for the value of argument `index`. */
function widened(name: string, site: CallSite, index: number): ArrayType {
  const array = arrayArgument(name, site)
  const value = argumentAt(site, index)
  const element = commonType(array.element, value.dataType, site.conf)
  if (element === null) throw differentTypes(name, site)
  return arrayType(element, array.containsNull || value.nullable)
}

/** The value is put at one end; a null value too. */
function addsAtEnd(name: string, add: (items: Items, value: unknown) => Items): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [2])
      const array = widened(name, site, 1)
      return { inputs: [array, array.element], dataType: array, nullable: argumentAt(site, 0).nullable }
    },
    kernel: () => withNulls((items: Items | null, value: unknown) => (items === null ? null : add(items, value)), true),
  }
}

/** `array_insert(array, position, value)`: positions count from 1, negative ones from the end; gaps are filled with nulls. */
const arrayInsert: FunctionDefinition = {
  name: 'array_insert',
  signature: (site) => {
    requireArguments('array_insert', site, [3])
    const array = arrayType(widened('array_insert', site, 2).element, true)
    const nullable = argumentAt(site, 0).nullable || argumentAt(site, 1).nullable
    return { inputs: [array, intType, array.element], dataType: array, nullable }
  },
  kernel: () =>
    withNulls((items: Items | null, position: number | null, value: unknown) => {
      if (items === null || position === null) return null
      if (position === 0) throw new ExecutionException('INVALID_INDEX_OF_ZERO', {})
      const at = position > 0 ? position - 1 : items.length + 1 + position
      if (at < 0) return [value, ...new Array<null>(-at).fill(null), ...items]
      const gap = new Array<null>(Math.max(0, at - items.length)).fill(null)
      return [...items.slice(0, at), ...gap, value, ...items.slice(at)]
    }, true),
}

const arrayRepeat: FunctionDefinition = {
  name: 'array_repeat',
  signature: (site) => {
    requireArguments('array_repeat', site, [2])
    const { dataType, nullable } = argumentAt(site, 0)
    return {
      inputs: [dataType, intType],
      dataType: arrayType(dataType, nullable),
      nullable: argumentAt(site, 1).nullable,
    }
  },
  kernel: () =>
    withNulls(
      (value: unknown, count: number | null) => (count === null ? null : new Array(Math.max(0, count)).fill(value)),
      true,
    ),
}

/** Whether two arrays have an element in common; null where they have not but a null is in one of them. */
const arraysOverlap: FunctionDefinition = {
  name: 'arrays_overlap',
  signature: (site) => {
    requireArguments('arrays_overlap', site, [2])
    const type = commonType(arrayArgument('arrays_overlap', site), arrayArgument('arrays_overlap', site, 1), site.conf)
    if (type?.kind !== 'array') throw differentTypes('arrays_overlap', site)
    requireOrderable('arrays_overlap', site, type.element)
    return { inputs: [type, type], dataType: booleanType, nullable: anyNullable(site) || type.containsNull }
  },
  kernel: (_site, { inputs }) => {
    const equal = equalOf((inputs[0] as ArrayType).element) as (a: unknown, b: unknown) => boolean
    return strictOrNull((a: Items, b: Items) => {
      if (a.some((x) => x !== null && b.some((y) => y !== null && equal(x, y)))) return true
      return a.length > 0 && b.length > 0 && (a.includes(null) || b.includes(null)) ? null : false
    })
  },
}

/** Structs of the elements at the same position; `parameters.names` are the names of the fields, else their positions. */
const arraysZip: FunctionDefinition = {
  name: 'arrays_zip',
  signature: (site) => {
    const names = site.parameters.names as readonly string[] | undefined
    const fields = site.args.map((_, i) =>
      structField(names?.[i] ?? String(i), arrayArgument('arrays_zip', site, i).element),
    )
    const dataType = arrayType(structType(fields), false)
    return { inputs: site.args.map((a) => a.dataType), dataType, nullable: anyNullable(site) }
  },
  kernel: () =>
    strict((...arrays: Items[]) => {
      const length = Math.max(0, ...arrays.map((items) => items.length))
      return Array.from({ length }, (_, i) => arrays.map((items) => (i < items.length ? items[i] : null)))
    }),
}

/** `sort_array(array, ascending?)`: nulls come first, or last if descending. */
const sortArray: FunctionDefinition = {
  name: 'sort_array',
  signature: (site) => {
    requireArguments('sort_array', site, [1, 2])
    const array = arrayArgument('sort_array', site)
    requireOrderable('sort_array', site, array.element)
    const inputs: readonly DataType[] = site.args.length === 1 ? [array] : [array, booleanType]
    return { inputs, dataType: array, nullable: anyNullable(site) }
  },
  kernel: (_site, { inputs }) => {
    const compare = nullsFirst(compareOf((inputs[0] as ArrayType).element))
    return strict((items: Items, ascending = true) => [...items].sort(ascending ? compare : (a, b) => compare(b, a)))
  },
}

/** The element at a position from 0; null outside. */
const get: FunctionDefinition = {
  name: 'get',
  signature: (site) => {
    requireArguments('get', site, [2])
    const array = arrayArgument('get', site)
    return { inputs: [array, intType], dataType: array.element, nullable: true }
  },
  kernel: () => strictOrNull((items: Items, index: number) => items[index] ?? null),
}

const arraySize = defineFunction({
  name: 'array_size',
  takes: [anyType],
  returns: (site) => {
    const { kind } = argumentAt(site, 0).dataType
    if (kind !== 'void') arrayArgument('array_size', site)
    return intType
  },
  evaluate: (items: Items) => items.length,
})

/** Functions that change arrays, or look into them. */
export const arrayEditFunctions: readonly FunctionDefinition[] = [
  addsAtEnd('array_append', (items, value) => [...items, value]),
  addsAtEnd('array_prepend', (items, value) => [value, ...items]),
  arrayInsert,
  arrayRepeat,
  arraysOverlap,
  arraysZip,
  sortArray,
  get,
  arraySize,
]
