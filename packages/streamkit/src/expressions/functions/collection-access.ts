import { AnalysisException, ExecutionException } from '../../errors/streamkit-error.ts'
import {
  type ArrayType,
  booleanType,
  type DataType,
  intType,
  isIntegral,
  type MapType,
  sqlType,
} from '../../types/data-type.ts'
import { commonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition, Kernel, Signature } from '../function-definition.ts'
import { strict, strictOrNull, withNulls } from '../kernel.ts'
import { equalOf } from '../ordering.ts'
import {
  anyNullable,
  argumentAt,
  describeCall,
  differentTypes,
  nullWithoutType,
  requireArguments,
  unexpectedType,
} from '../signature.ts'

type Items = readonly unknown[]
type Entries = ReadonlyMap<unknown, unknown>

/** Keys that JavaScript's Map finds by value. */
function isHashable(type: DataType): boolean {
  return !['array', 'struct', 'binary', 'map'].includes(type.kind)
}

function valueOfKey(type: MapType): Kernel {
  if (isHashable(type.key)) return strictOrNull((entries: Entries, key: unknown) => entries.get(key) ?? null)
  const equal = equalOf(type.key) as (a: unknown, b: unknown) => boolean
  return strictOrNull((entries: Entries, key: unknown) => {
    for (const [candidate, value] of entries) if (equal(candidate, key)) return value
    return null
  })
}

function accessSignature(name: string, site: CallSite): Signature {
  requireArguments(name, site, [2])
  const { dataType } = argumentAt(site, 0)
  if (dataType.kind === 'map') {
    const key = commonType(dataType.key, argumentAt(site, 1).dataType, site.conf)
    if (key === null || key.kind !== dataType.key.kind) throw differentTypes(name, site)
    return { inputs: [dataType, dataType.key], dataType: dataType.value, nullable: true }
  }
  if (dataType.kind !== 'array') throw unexpectedType(name, site, { index: 0, required: '"ARRAY" or "MAP"' })
  const index = argumentAt(site, 1).dataType
  if (!isIntegral(index) && index.kind !== 'void') throw unexpectedType(name, site, { index: 1, required: '"INT"' })
  return { inputs: [dataType, intType], dataType: dataType.element, nullable: true }
}

/** `array[i]` from 0, `map[key]`. Outside of an array: an error, or null with ANSI off. */
const getItem: FunctionDefinition = {
  name: 'getitem',
  signature: (site) => accessSignature('getitem', site),
  kernel: (site, { inputs }) => {
    const type = inputs[0] as ArrayType | MapType
    if (type.kind === 'map') return valueOfKey(type)
    const { ansi } = site.conf
    return strictOrNull((items: Items, index: number) => {
      if (index >= 0 && index < items.length) return items[index]
      if (!ansi) return null
      throw new ExecutionException('INVALID_ARRAY_INDEX', { indexValue: index, arraySize: items.length })
    })
  },
}

/** `element_at(array, i)` from 1, negative from the end; `element_at(map, key)`. */
function elementAt(name: string, isStrict: (ansi: boolean) => boolean): FunctionDefinition {
  return {
    name,
    signature: (site) => accessSignature(name, site),
    kernel: (site, { inputs }) => {
      const type = inputs[0] as ArrayType | MapType
      if (type.kind === 'map') return valueOfKey(type)
      const fails = isStrict(site.conf.ansi)
      return strictOrNull((items: Items, index: number) => {
        if (index === 0) throw new ExecutionException('INVALID_INDEX_OF_ZERO', {})
        const position = index > 0 ? index - 1 : items.length + index
        if (position >= 0 && position < items.length) return items[position]
        if (!fails) return null
        throw new ExecutionException('INVALID_ARRAY_INDEX_IN_ELEMENT_AT', {
          indexValue: index,
          arraySize: items.length,
        })
      })
    },
  }
}

function size(name: string): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const { dataType } = argumentAt(site, 0)
      if (!['array', 'map', 'void'].includes(dataType.kind)) {
        throw unexpectedType(name, site, { index: 0, required: '"ARRAY" or "MAP"' })
      }
      return { inputs: [dataType], dataType: intType, nullable: site.conf.ansi && anyNullable(site) }
    },
    kernel: (site) => {
      const ofNull = site.conf.ansi ? null : -1
      const count = (value: Items | Entries) => (value instanceof Map ? value.size : (value as Items).length)
      return withNulls((value: Items | Entries | null) => (value === null ? ofNull : count(value)), true)
    },
  }
}

/** Null if the value is not there but the array has a null. */
const arrayContains: FunctionDefinition = {
  name: 'array_contains',
  signature: (site) => {
    requireArguments('array_contains', site, [2])
    const { dataType } = argumentAt(site, 0)
    if (dataType.kind !== 'array') throw unexpectedType('array_contains', site, { index: 0, required: '"ARRAY"' })
    const { dataType: wanted } = argumentAt(site, 1)
    if (wanted.kind === 'void') throw nullWithoutType('array_contains', site)
    // Text is not converted here, in either mode.
    const mixed =
      dataType.element.kind !== 'void' && (dataType.element.kind === 'string') !== (wanted.kind === 'string')
    const element = mixed ? null : commonType(dataType.element, wanted, site.conf)
    if (element === null) {
      throw new AnalysisException('DATATYPE_MISMATCH.ARRAY_FUNCTION_DIFF_TYPES', {
        expression: describeCall('array_contains', site),
        functionName: '`array_contains`',
        leftType: sqlType(dataType),
        rightType: sqlType(wanted),
      })
    }
    const nullable = anyNullable(site) || dataType.containsNull
    return { inputs: [{ ...dataType, element }, element], dataType: booleanType, nullable }
  },
  kernel: (_site, { inputs }) => {
    const equal = equalOf(inputs[1] as DataType) as (a: unknown, b: unknown) => boolean
    return strictOrNull((items: Items, value: unknown) => {
      if (items.some((item) => item !== null && equal(item, value))) return true
      return items.includes(null) ? null : false
    })
  },
}

function mapPart(
  name: string,
  part: (entries: Entries) => Items,
  typeOf: (type: MapType) => DataType,
): FunctionDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const { dataType } = argumentAt(site, 0)
      if (dataType.kind !== 'map') throw unexpectedType(name, site, { index: 0, required: '"MAP"' })
      return { inputs: [dataType], dataType: typeOf(dataType), nullable: anyNullable(site) }
    },
    kernel: () => strict(part),
  }
}

/** Reading arrays and maps. */
export const collectionAccess: readonly FunctionDefinition[] = [
  getItem,
  elementAt('element_at', (ansi) => ansi),
  elementAt('try_element_at', () => false),
  size('size'),
  size('cardinality'),
  arrayContains,
  mapPart(
    'map_keys',
    (entries) => [...entries.keys()],
    (type) => ({ kind: 'array', element: type.key, containsNull: false }),
  ),
  mapPart(
    'map_values',
    (entries) => [...entries.values()],
    (type) => ({ kind: 'array', element: type.value, containsNull: type.valueContainsNull }),
  ),
]
