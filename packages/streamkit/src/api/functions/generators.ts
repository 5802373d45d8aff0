import type { Expression } from '../../expressions/expression.ts'
import { type Column, expressionOf, type NamedColumn, requireColumn } from '../column.ts'
import type { NullOf } from '../column-value.ts'
import { ExplodedColumn, GeneratedColumns } from '../generated-columns.ts'

type Elements = readonly unknown[] | ReadonlyMap<unknown, unknown> | null
type Structs = readonly (object | null)[] | null

/** The columns of an exploded array or map. `N` is null with `explodeOuter`. */
export type Exploded<V, N> =
  NonNullable<V> extends readonly (infer E)[]
    ? NamedColumn<'col', E | N>
    : NonNullable<V> extends ReadonlyMap<infer K, infer E>
      ? GeneratedColumns<{ key: K | N; value: E | N }, ['key', 'value']>
      : never
/** The same with the position before them. */
export type PosExploded<V, N> =
  NonNullable<V> extends readonly (infer E)[]
    ? GeneratedColumns<{ pos: number | N; col: E | N }, ['pos', 'col']>
    : NonNullable<V> extends ReadonlyMap<infer K, infer E>
      ? GeneratedColumns<{ pos: number | N; key: K | N; value: E | N }, ['pos', 'key', 'value']>
      : never
/** The fields of the structs of an array. */
export type Inlined<V, N> =
  NonNullable<V> extends readonly (infer S)[]
    ? GeneratedColumns<{ [K in keyof NonNullable<S>]: NonNullable<S>[K] | NullOf<S> | N }, string[]>
    : never

/** `c0`, `c1` and so on. */
type TupleNames<K extends readonly string[]> = { [I in keyof K]: `c${I & string}` }

/**
 * A row for each element of an array, in the column `col` unless it gets another name; of a map, in the columns `key` and `value`. A row whose array or map is empty or null
 * falls away. Only in select and withColumn, once in each. Spark: `explode`.
 *
 * @example
 * df.select(($) => ['id', explode($.tags).as('tag')])
 */
export function explode<V extends Elements>(column: Column<V>): Exploded<V, never> {
  return exploded('explode', column) as unknown as Exploded<V, never>
}

/** The same as {@link explode}, but a row whose array or map is empty or null stays, with null. Spark: `explode_outer`. */
export function explodeOuter<V extends Elements>(column: Column<V>): Exploded<V, null> {
  return exploded('explode_outer', column) as unknown as Exploded<V, null>
}

/**
 * The same as {@link explode} with the position of the element, from 0, in a column `pos` before it. Spark: `posexplode`.
 *
 * @example
 * df.select(($) => ['id', posexplode($.tags).as('position', 'tag')])
 */
export function posexplode<V extends Elements>(column: Column<V>): PosExploded<V, never> {
  return generated('posexplode', column) as unknown as PosExploded<V, never>
}

/** The same as {@link posexplode}, but a row whose array or map is empty or null stays, with nulls. Spark: `posexplode_outer`. */
export function posexplodeOuter<V extends Elements>(column: Column<V>): PosExploded<V, null> {
  return generated('posexplode_outer', column) as unknown as PosExploded<V, null>
}

/**
 * A row for each struct of an array, its fields as columns. Spark: `inline`.
 *
 * @example
 * df.select(($) => ['order_id', inline($.items)])
 */
export function inline<V extends Structs>(column: Column<V>): Inlined<V, never> {
  return generated('inline', column) as unknown as Inlined<V, never>
}

/** The same as {@link inline}, but a row whose array is empty or null stays, with nulls. Spark: `inline_outer`. */
export function inlineOuter<V extends Structs>(column: Column<V>): Inlined<V, null> {
  return generated('inline_outer', column) as unknown as Inlined<V, null>
}

/**
 * The texts at keys of a JSON object, in the columns `c0`, `c1` and so on unless they get other names; null where a key is missing. Only in select and withColumn. Spark: `json_tuple`.
 *
 * @example
 * df.select(($) => ['id', jsonTuple($.body, 'name', 'price').as('name', 'price')])
 */
export function jsonTuple<const K extends readonly [string, ...string[]]>(
  text: Column<string | null>,
  ...keys: K
): GeneratedColumns<{ [I in keyof K & `${number}` as `c${I}`]: string | null }, TupleNames<K>> {
  const args = [requireColumn(text).expression, ...keys.map(expressionOf)]
  return new GeneratedColumns({ kind: 'call', name: 'json_tuple', args })
}

function exploded(name: string, column: Column<unknown>): ExplodedColumn {
  return new ExplodedColumn('col', callOf(name, column))
}

function generated(name: string, column: Column<unknown>): GeneratedColumns<unknown, string[]> {
  return new GeneratedColumns(callOf(name, column))
}

function callOf(name: string, column: Column<unknown>): Expression {
  return { kind: 'call', name, args: [requireColumn(column).expression] }
}
