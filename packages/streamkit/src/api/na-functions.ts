import type { LogicalPlan } from '../plan/logical-plan.ts'
import type { StructType } from '../types/data-type.ts'
import type { Decimal } from '../types/decimal.ts'
import type { UntypedRow } from '../types/row-type.ts'
import type { Numeric } from './column-value.ts'
import type { DataFrame } from './data-frame.ts'
import type { ColumnName } from './frame-columns.ts'
import type { FrameTraits } from './frame-traits.ts'
import { atLeastPresent, filledColumns, replacedColumns } from './na-expressions.ts'

/** What stands in for null, or is replaced. */
export type NaValue = Numeric | string | boolean

/** Which rows `na.drop` drops. */
export interface DropOptions<C extends string> {
  /** `any`: those with a null in any of the columns (default); `all`: those with nulls only. */
  readonly how?: 'any' | 'all'
  /** Those with fewer values than this in the columns; `how` does not count then. */
  readonly thresh?: number
  /** The columns that are looked at. Default: all. */
  readonly subset?: readonly C[]
}

/** The row where some columns are never null. */
export type Present<R, K> = string extends keyof R
  ? UntypedRow
  : { [P in keyof R]: P extends K ? NonNullable<R[P]> : R[P] }

/** The row after `na.fill(value)`: numbers and booleans are filled for certain; text may be a date to the compiler, which is not filled. */
export type Filled<R, V, K> = string extends keyof R
  ? UntypedRow
  : {
      [P in keyof R]: P extends K ? (NonNullable<R[P]> extends FillableBy<V> ? NonNullable<R[P]> : R[P]) : R[P]
    }
type FillableBy<V> = V extends boolean ? boolean : V extends string ? never : number | bigint | Decimal

/** The row after `na.replace`: with null among the new values, null can be in the columns. */
export type Replaced<R, K, V> = string extends keyof R
  ? UntypedRow
  : { [P in keyof R]: P extends K | AnyColumn<K> ? R[P] | (V & null) : R[P] }
type AnyColumn<K> = '*' extends K ? PropertyKey : never

/** What a frame is made of, and how another is made. */
export interface NaSource {
  readonly schema: StructType
  readonly plan: LogicalPlan
  readonly frame: <R, S extends FrameTraits>(plan: LogicalPlan) => DataFrame<R, S>
}

/**
 * What is done about missing values: `df.na`. NaN counts as missing too, in FLOAT and DOUBLE columns.
 *
 * @example
 * df.na.fill(0, ['quantity']).na.drop(['price'])
 */
export class NaFunctions<Row, T extends FrameTraits> {
  readonly #source: NaSource

  constructor(source: NaSource) {
    this.#source = source
  }

  /**
   * Puts a value in the place of null. One value goes into the columns of its kind (a number into those of every numeric type, cast to it; text into STRING, a boolean into BOOLEAN), all of them
   * or those that are named; columns of other kinds stay as they are. An object of values goes into exactly the columns that it names, cast to their types.
   *
   * @example
   * df.na.fill(0)
   * df.na.fill('none', ['category'])
   * df.na.fill({ category: 'none', quantity: 1 })
   */
  fill<V extends NaValue, const K extends ColumnName<Row> = ColumnName<Row>>(
    value: V,
    columns?: readonly K[],
  ): DataFrame<Filled<Row, V, K>, T>
  fill<const M extends { readonly [K in ColumnName<Row>]?: NaValue }>(
    values: M & { readonly [K in Exclude<keyof M, ColumnName<Row>>]: never },
  ): DataFrame<Present<Row, keyof M>, T>
  fill(value: unknown, columns?: readonly string[]): unknown {
    const { schema, plan, frame } = this.#source
    const filled = filledColumns(schema, value, columns)
    return frame(filled.length === 0 ? plan : { kind: 'withColumns', child: plan, columns: filled })
  }

  /**
   * Drops rows with missing values: with any (the default), only with nothing but missing values (`'all'`), or by {@link DropOptions}. Of the columns that are named, else of all.
   *
   * @example
   * df.na.drop()
   * df.na.drop(['price', 'quantity'])
   * df.na.drop({ thresh: 2, subset: ['price', 'quantity', 'category'] })
   */
  drop(how?: 'any'): DataFrame<Present<Row, keyof Row>, T>
  drop(how: 'all'): DataFrame<Row, T>
  drop<const K extends ColumnName<Row>>(columns: readonly K[]): DataFrame<Present<Row, K>, T>
  drop(options: DropOptions<ColumnName<Row>>): DataFrame<Row, T>
  drop(given: 'any' | 'all' | readonly string[] | DropOptions<string> = 'any'): unknown {
    const { schema, plan, frame } = this.#source
    const condition = atLeastPresent(schema, dropOptions(given))
    return frame(condition === null ? plan : { kind: 'filter', child: plan, condition })
  }

  /**
   * Puts other values in the place of some, in columns of their kind among those that are named; `'*'`: in all columns.
   *
   * @example
   * df.na.replace('category', { 'n/a': null, Books: 'books' })
   * df.na.replace(['quantity'], new Map([[-1, 0]]))
   */
  replace<const K extends ColumnName<Row> | '*', V extends NaValue | null>(
    columns: K | readonly K[],
    replacements: ReadonlyMap<NaValue, V> | Readonly<Record<string, V>>,
  ): DataFrame<Replaced<Row, K, V>, T> {
    const { schema, plan, frame } = this.#source
    const names = typeof columns === 'string' ? [columns as string] : (columns as readonly string[])
    const pairs = replacements instanceof Map ? [...replacements] : Object.entries(replacements)
    const replaced = replacedColumns(schema, names, pairs)
    return frame(replaced.length === 0 ? plan : { kind: 'withColumns', child: plan, columns: replaced })
  }
}

function dropOptions(given: 'any' | 'all' | readonly string[] | DropOptions<string>): DropOptions<string> {
  if (typeof given === 'string') return { how: given }
  return isList(given) ? { subset: given } : given
}

function isList(given: readonly string[] | DropOptions<string>): given is readonly string[] {
  return Array.isArray(given)
}
