import { ExecutionException } from '../../errors/streamkit-error.ts'
import {
  arrayType,
  booleanType,
  type DataType,
  type MapType,
  mapType,
  type StructField,
  type StructType,
  stringType,
  structField,
  structType,
} from '../../types/data-type.ts'
import { commonType } from '../common-type.ts'
import type { CallSite, FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { equalOf } from '../ordering.ts'
import {
  anyNullable,
  argumentAt,
  differentTypes,
  nullWithoutType,
  requireArguments,
  unexpectedType,
} from '../signature.ts'
import { defineFunction } from './define-function.ts'
import { arrayArgument, givenTypes, mapArgument } from './higher-order.ts'
import { mapOfEntries } from './map-entries.ts'
import { split } from './regexp-functions.ts'

type Items = readonly unknown[]
type Entries = ReadonlyMap<unknown, unknown>

function pairAt(site: CallSite): StructType {
  const { element } = arrayArgument('map_from_entries', site)
  if (element.kind === 'struct' && element.fields.length === 2) return element
  throw unexpectedType('map_from_entries', site, { index: 0, required: '"ARRAY" of pair "STRUCT"' })
}

/** Null where one of the entries is. */
const mapFromEntries: FunctionDefinition = {
  name: 'map_from_entries',
  signature: (site) => {
    requireArguments('map_from_entries', site, [1])
    const [key, value] = pairAt(site).fields as readonly [StructField, StructField]
    return {
      inputs: givenTypes(site),
      dataType: mapType(key.dataType, value.dataType, value.nullable),
      nullable: anyNullable(site) || arrayArgument('map_from_entries', site).containsNull,
    }
  },
  kernel: (_site, { dataType }) => {
    const toMap = mapOfEntries((dataType as MapType).key)
    return strictOrNull((entries: readonly (readonly [unknown, unknown] | null)[]) =>
      entries.includes(null) ? null : toMap(entries as readonly (readonly [unknown, unknown])[]),
    )
  },
}

const mapFromArrays: FunctionDefinition = {
  name: 'map_from_arrays',
  signature: (site) => {
    requireArguments('map_from_arrays', site, [2])
    const [keys, values] = [arrayArgument('map_from_arrays', site), arrayArgument('map_from_arrays', site, 1)]
    const dataType = mapType(keys.element, values.element, values.containsNull)
    return { inputs: givenTypes(site), dataType, nullable: anyNullable(site) }
  },
  kernel: (_site, { dataType }) => {
    const toMap = mapOfEntries((dataType as MapType).key)
    return strict((keys: Items, values: Items) => {
      if (keys.length !== values.length) {
        throw new ExecutionException('MAP_KEYS_AND_VALUES_DIFFER', { keys: keys.length, values: values.length })
      }
      return toMap(keys.map((key, i) => [key, values[i]] as const))
    })
  },
}

const mapEntries: FunctionDefinition = {
  name: 'map_entries',
  signature: (site) => {
    requireArguments('map_entries', site, [1])
    const { key, value, valueContainsNull } = mapArgument('map_entries', site)
    const entry = structType([structField('key', key, false), structField('value', value, valueContainsNull)])
    return { inputs: givenTypes(site), dataType: arrayType(entry, false), nullable: anyNullable(site) }
  },
  kernel: () => strict((map: Entries) => [...map]),
}

const mapContainsKey: FunctionDefinition = {
  name: 'map_contains_key',
  signature: (site) => {
    requireArguments('map_contains_key', site, [2])
    const map = mapArgument('map_contains_key', site)
    if (argumentAt(site, 1).dataType.kind === 'void') throw nullWithoutType('map_contains_key', site)
    const key = commonType(map.key, argumentAt(site, 1).dataType, site.conf)
    if (key === null) throw differentTypes('map_contains_key', site)
    return { inputs: [{ ...map, key }, key], dataType: booleanType, nullable: anyNullable(site) }
  },
  kernel: (_site, { inputs }): Kernel => {
    const equal = equalOf(inputs[1] as DataType) as (a: unknown, b: unknown) => boolean
    return strict((map: Entries, key: unknown) => {
      if (map.has(key)) return true
      for (const candidate of map.keys()) if (equal(candidate, key)) return true
      return false
    })
  },
}

/** `str_to_map(text, pairSeparator?, keySeparator?)`: both separators are regular expressions; a pair without the second has a null value. */
const strToMap = defineFunction({
  name: 'str_to_map',
  takes: [stringType, stringType, stringType],
  required: 1,
  returns: mapType(stringType, stringType),
  kernel: (site, signature) => {
    const splitting = () => split.kernel(site, signature).evaluate as (...args: unknown[]) => readonly string[]
    const [pairs, keys] = [splitting(), splitting()]
    const toMap = mapOfEntries(stringType)
    return strict((text: string, pairSeparator = ',', keySeparator = ':') =>
      toMap(
        pairs(text, pairSeparator, -1).map((pair) => {
          const [key, value = null] = keys(pair, keySeparator, 2)
          return [key, value] as const
        }),
      ),
    )
  },
})

/** Functions that make maps, take them apart and look into them. */
export const mapFunctions: readonly FunctionDefinition[] = [
  mapFromEntries,
  mapFromArrays,
  mapEntries,
  mapContainsKey,
  strToMap,
]
