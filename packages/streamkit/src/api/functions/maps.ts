import { type Column, call } from '../column.ts'
import type { OperandOf, ValueOf, Widen } from '../column-value.ts'
import type { LiteralInput } from '../literal.ts'
import { callGiven } from './call-given.ts'

/**
 * A map of keys and values, one after the other. Throws NULL_MAP_KEY, DUPLICATED_MAP_KEY. Spark: `map`.
 *
 * @example
 * map(lit("a"), 1, "b", 2) // => new Map([["a", 1], ["b", 2]])
 */
export function map<const K extends LiteralInput | Column<unknown>, const V extends LiteralInput | Column<unknown>>(
  key: K,
  value: V,
  ...more: readonly (K | V | Widen<ValueOf<K>> | Widen<ValueOf<V>>)[]
): Column<Map<NonNullable<Widen<ValueOf<K>>>, Widen<ValueOf<V>>>> {
  return call('map', key, value, ...more)
}

/**
 * The keys. Spark: `map_keys`.
 *
 * @example
 * mapKeys(map(lit("a"), 1, "b", 2)) // => ["a", "b"]
 */
export function mapKeys<K, V>(map: Column<ReadonlyMap<K, V> | null>): Column<K[] | null> {
  return call('map_keys', map)
}

/**
 * The values. Spark: `map_values`.
 *
 * @example
 * mapValues(map(lit("a"), 1, "b", 2)) // => [1, 2]
 */
export function mapValues<K, V>(map: Column<ReadonlyMap<K, V> | null>): Column<V[] | null> {
  return call('map_values', map)
}

/**
 * Keys and values as structs. Spark: `map_entries`.
 *
 * @example
 * mapEntries(map(lit("a"), 1)) // => [{ key: "a", value: 1 }]
 */
export function mapEntries<K, V>(map: Column<ReadonlyMap<K, V> | null>): Column<{ key: K; value: V }[] | null> {
  return call('map_entries', map)
}

/**
 * Whether a key is there. Spark: `map_contains_key`.
 *
 * @example
 * mapContainsKey(map(lit("a"), 1, "b", 2), "b") // => true
 */
export function mapContainsKey<K, V>(map: Column<ReadonlyMap<K, V> | null>, key: OperandOf<K>): Column<boolean | null> {
  return call('map_contains_key', map, key)
}

/**
 * The entries of all maps. Throws DUPLICATED_MAP_KEY. Spark: `map_concat`.
 *
 * @example
 * mapConcat(map(lit("a"), 1), map(lit("b"), 2)) // => new Map([["a", 1], ["b", 2]])
 */
export function mapConcat<K, V>(...maps: readonly Column<ReadonlyMap<K, V> | null>[]): Column<Map<K, V> | null> {
  return call('map_concat', ...maps)
}

/**
 * A map of keys and as many values. Throws NULL_MAP_KEY, DUPLICATED_MAP_KEY, MAP_KEYS_AND_VALUES_DIFFER. Spark: `map_from_arrays`.
 *
 * @example
 * mapFromArrays(array(lit("a")), array(lit(1))) // => new Map([["a", 1]])
 */
export function mapFromArrays<K, V>(
  keys: Column<readonly K[] | null>,
  values: Column<readonly V[] | null>,
): Column<Map<NonNullable<K>, V> | null> {
  return call('map_from_arrays', keys, values)
}

/**
 * A map of structs of a key and a value. Throws NULL_MAP_KEY, DUPLICATED_MAP_KEY. Spark: `map_from_entries`.
 *
 * @example
 * mapFromEntries(mapEntries(map(lit("a"), 1))) // => new Map([["a", 1]])
 */
export function mapFromEntries<E extends object>(
  entries: Column<readonly (E | null)[] | null>,
): Column<Map<NonNullable<E[keyof E]>, E[keyof E]> | null> {
  return call('map_from_entries', entries)
}

/**
 * The map that a text writes; the separators, `,` and `:` unless given, are regular expressions. Throws DUPLICATED_MAP_KEY. Spark: `str_to_map`.
 *
 * @example
 * strToMap(lit("a:1,b:2")) // => new Map([["a", "1"], ["b", "2"]])
 */
export function strToMap(
  text: OperandOf<string>,
  pairSeparator?: string,
  keySeparator?: string,
): Column<Map<string, string | null> | null> {
  return callGiven('str_to_map', text, pairSeparator, keySeparator)
}
