import { AnalysisException } from '../../errors/streamkit-error.ts'
import type { Expression } from '../../expressions/expression.ts'
import { arrayType, doubleType } from '../../types/data-type.ts'
import { Column, call, expressionOf, requireColumn } from '../column.ts'
import type { Numeric, TimeLike } from '../column-value.ts'

/** Sums and percentiles of integers, doubles and decimals have the type of their column; there is none of no value. */
type NumberOrNull<V> = Exclude<V, null> | null

/** A mean: of decimals a decimal, else a DOUBLE. */
type Mean<V> = (Exclude<V, null> extends infer E ? (E extends number | bigint ? number : E) : never) | null

/** What can be put in order: all but maps. */
/** Nothing; for maps, which cannot be compared, no value. */
export type Ordered<V> = Exclude<V, null> extends ReadonlyMap<unknown, unknown> ? never : unknown

/**
 * The number of rows, or of rows in which no argument is null. Never null. Spark: `count`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ events: count(), prices: count($.price) }))
 */
export function count(...values: readonly ['*'] | readonly Column<unknown>[]): Column<number> {
  return values[0] === '*' ? call('count') : call('count', ...values)
}

/**
 * The number of rows for which the condition is true. Never null. Spark: `count_if`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ dear: countIf($.price.gt(100)) }))
 */
export function countIf(condition: Column<boolean | null>): Column<number> {
  return call('count_if', condition)
}

/**
 * The number of different values, of several columns of different combinations; those with a null do not count. Refused on a stream, where {@link approxCountDistinct} is the way.
 * Spark: `count(DISTINCT ...)`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ customers: countDistinct($.customer_id) }))
 */
export function countDistinct(first: Column<unknown>, ...others: readonly Column<unknown>[]): Column<number> {
  return distinctCall('count', first, ...others)
}

/**
 * The sum of the values that are not null; null if there are none. Of integers a BIGINT, of decimals a decimal with ten digits more. An overflow is an error (ARITHMETIC_OVERFLOW), also where
 * the sum of a column of numbers is no safe integer: cast the column to `bigint` then. {@link trySum} gives null instead. Spark: `sum`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ revenue: sum($.price.mul($.quantity)) }))
 */
export function sum<V extends Numeric | null>(value: Column<V>): Column<NumberOrNull<V>> {
  return call('sum', requireColumn(value))
}

/** The sum of the different values. Refused on a stream. Spark: `sum(DISTINCT ...)`. */
export function sumDistinct<V extends Numeric | null>(value: Column<V>): Column<NumberOrNull<V>> {
  return distinctCall('sum', value)
}

/** The same as {@link sum}, but null once it has overflowed. Spark: `try_sum`. */
export function trySum<V extends Numeric | null>(value: Column<V>): Column<NumberOrNull<V>> {
  return call('try_sum', requireColumn(value))
}

/**
 * The mean of the values that are not null, a DOUBLE, of decimals a decimal with four digits more behind the point; null if there are none. Spark: `avg`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ price: avg($.price) }))
 */
export function avg<V extends Numeric | null>(value: Column<V>): Column<Mean<V>> {
  return call('avg', requireColumn(value))
}

/** The same as {@link avg}. Spark: `mean`. */
export function mean<V extends Numeric | null>(value: Column<V>): Column<Mean<V>> {
  return call('mean', requireColumn(value))
}

/**
 * The least value that is not null, of any type but maps; null if there is none. NaN is greater than all other numbers. Spark: `min`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ first: min($.event_ts) }))
 */
export function min<V>(value: Column<V> & Ordered<V>): Column<V | null> {
  return call('min', requireColumn(value))
}

/** The greatest value that is not null, of any type but maps; null if there is none. NaN is greater than all other numbers. Spark: `max`. */
export function max<V>(value: Column<V> & Ordered<V>): Column<V | null> {
  return call('max', requireColumn(value))
}

/**
 * The value, null too, of the row in which `ordering` is least; of several such rows the last. Rows without an ordering do not count. Spark: `min_by`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ cheapest: minBy($.product_id, $.price) }))
 */
export function minBy<V>(value: Column<V>, ordering: Column<unknown>): Column<V | null> {
  return call('min_by', requireColumn(value), requireColumn(ordering))
}

/** The value, null too, of the row in which `ordering` is greatest; of several such rows the last. Rows without an ordering do not count. Spark: `max_by`. */
export function maxBy<V>(value: Column<V>, ordering: Column<unknown>): Column<V | null> {
  return call('max_by', requireColumn(value), requireColumn(ordering))
}

/** How {@link first} and its kin treat nulls. */
export interface NullTreatment {
  /** Take only values that are not null. Default false. */
  readonly ignoreNulls?: boolean
}

/**
 * The value of the first row in the order of arrival; null if that is null or there is none. Spark: `first`.
 *
 * @example
 * df.groupBy('customer_id').agg(($) => ({ country: first($.country, { ignoreNulls: true }) }))
 */
export function first<V>(value: Column<V>, options: NullTreatment = {}): Column<V | null> {
  return positional('first', value, options)
}

/** The value of the last row in the order of arrival; null if that is null or there is none. Spark: `last`. */
export function last<V>(value: Column<V>, options: NullTreatment = {}): Column<V | null> {
  return positional('last', value, options)
}

/** Some value of the group: the first in the order of arrival. Spark: `any_value`. */
export function anyValue<V>(value: Column<V>, options: NullTreatment = {}): Column<V | null> {
  return positional('any_value', value, options)
}

function positional<V>(name: string, value: Column<V>, { ignoreNulls = false }: NullTreatment): Column<V | null> {
  return ignoreNulls ? call(name, value, true) : call(name, value)
}

/**
 * All values that are not null in the order of arrival; empty if there are none. Grows with the rows of a group. Spark: `collect_list`.
 *
 * @example
 * df.groupBy('session_id').agg(($) => ({ pages: collectList($.page) }))
 */
export function collectList<V>(value: Column<V>): Column<Exclude<V, null>[]> {
  return call('collect_list', requireColumn(value))
}

/** Each value that is not null once, in the order of first arrival; empty if there are none. NaN is one value, and 0.0 and -0.0 are. Spark: `collect_set`. */
export function collectSet<V>(value: Column<V> & Ordered<V>): Column<Exclude<V, null>[]> {
  return call('collect_set', requireColumn(value))
}

/**
 * About how many different values there are, nulls aside, by HyperLogLog++ in a state of fixed size. `rsd` is the relative standard deviation that is allowed, at most 0.39. Never null.
 * Spark: `approx_count_distinct`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ customers: approxCountDistinct($.customer_id, 0.02) }))
 */
export function approxCountDistinct(value: Column<unknown>, rsd?: number): Column<number> {
  return rsd === undefined
    ? call('approx_count_distinct', requireColumn(value))
    : call('approx_count_distinct', value, rsd)
}

/** A percentile, or one for each of an array of percentages. */
type Percentiles<V, P> = P extends readonly number[] ? Exclude<V, null>[] | null : Exclude<V, null> | null

/**
 * The elements at these shares (0 to 1) of the values in order, with a rank that is wrong by `1 / accuracy` of their count at most; null if there are no values. Spark: `percentile_approx`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ quartiles: percentileApprox($.price, [0.25, 0.5, 0.75]) }))
 */
export function percentileApprox<V extends Numeric | TimeLike | null, const P extends number | readonly number[]>(
  value: Column<V>,
  percentage: P,
  accuracy = 10_000,
): Column<Percentiles<V, P>> {
  const args = [requireColumn(value).expression, percentageLiteral(percentage), expressionOf(accuracy)]
  return new Column({ kind: 'call', name: 'percentile_approx', args })
}

function percentageLiteral(percentage: number | readonly number[]): Expression {
  if (typeof percentage === 'number') return { kind: 'literal', value: percentage, dataType: doubleType }
  return { kind: 'literal', value: percentage, dataType: arrayType(doubleType, false) }
}

/** The middle of the values in order, a DOUBLE: of an even number the mean of both. Keeps every different value. Spark: `median`. */
export function median(value: Column<Numeric | null>): Column<number | null> {
  return call('median', requireColumn(value))
}

/** The most frequent value that is not null; of several the first that arrived. Keeps every different value. Spark: `mode`. */
export function mode<V>(value: Column<V>): Column<V | null> {
  return call('mode', requireColumn(value))
}

/**
 * The standard deviation of a sample; null of fewer than two values. Spark: `stddev`, `stddev_samp`.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ spread: stddev($.price) }))
 */
export function stddev(value: Column<Numeric | null>): Column<number | null> {
  return call('stddev', requireColumn(value))
}

/** The standard deviation of all values. Spark: `stddev_pop`. */
export function stddevPop(value: Column<Numeric | null>): Column<number | null> {
  return call('stddev_pop', requireColumn(value))
}

/** The variance of a sample; null of fewer than two values. Spark: `variance`, `var_samp`. */
export function variance(value: Column<Numeric | null>): Column<number | null> {
  return call('variance', requireColumn(value))
}

/** The variance of all values. Spark: `var_pop`. */
export function varPop(value: Column<Numeric | null>): Column<number | null> {
  return call('var_pop', requireColumn(value))
}

/** How far the values lean to one side; null where they do not vary. Spark: `skewness`. */
export function skewness(value: Column<Numeric | null>): Column<number | null> {
  return call('skewness', requireColumn(value))
}

/** How heavy the tails are, beside those of a normal distribution; null where the values do not vary. Spark: `kurtosis`. */
export function kurtosis(value: Column<Numeric | null>): Column<number | null> {
  return call('kurtosis', requireColumn(value))
}

/** Pearson's correlation of two columns, over rows in which neither is null; null where one does not vary. Spark: `corr`. */
export function corr(x: Column<Numeric | null>, y: Column<Numeric | null>): Column<number | null> {
  return call('corr', x, y)
}

/** The covariance of a sample of pairs; null of fewer than two. Spark: `covar_samp`. */
export function covarSamp(x: Column<Numeric | null>, y: Column<Numeric | null>): Column<number | null> {
  return call('covar_samp', x, y)
}

/** The covariance of all pairs. Spark: `covar_pop`. */
export function covarPop(x: Column<Numeric | null>, y: Column<Numeric | null>): Column<number | null> {
  return call('covar_pop', x, y)
}

/** Whether all values that are not null are true; null if there are none. Spark: `bool_and`, `every`. */
export function boolAnd(value: Column<boolean | null>): Column<boolean | null> {
  return call('bool_and', requireColumn(value))
}

/** Whether any value is true; null if all are null. Spark: `bool_or`, `some`. */
export function boolOr(value: Column<boolean | null>): Column<boolean | null> {
  return call('bool_or', requireColumn(value))
}

/** The bits that all integers have that are not null; null if there are none. Spark: `bit_and`. */
export function bitAnd<V extends number | bigint | null>(value: Column<V>): Column<V | null> {
  return call('bit_and', requireColumn(value))
}

/** The bits that any integer has; null if all are null. Spark: `bit_or`. */
export function bitOr<V extends number | bigint | null>(value: Column<V>): Column<V | null> {
  return call('bit_or', requireColumn(value))
}

/** The bits that an odd number of the integers has; null if all are null. Spark: `bit_xor`. */
export function bitXor<V extends number | bigint | null>(value: Column<V>): Column<V | null> {
  return call('bit_xor', requireColumn(value))
}

/**
 * The aggregate over those rows for which the condition is true. Spark: `FILTER (WHERE ...)`.
 *
 * Throws UNSUPPORTED_FEATURE for a column that is no call of an aggregate function.
 *
 * @example
 * df.groupBy('category').agg(($) => ({ dear: filterWhere(sum($.quantity), $.price.gt(100)) }))
 */
export function filterWhere<V>(aggregate: Column<V>, condition: Column<boolean | null>): Column<V> {
  const { expression } = requireColumn(aggregate)
  if (expression.kind !== 'call' || expression.filter !== undefined) {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: 'A filter for what is no call of an aggregate function, or has one already',
      hint: 'Give the call itself: filterWhere(sum($.price), condition), and the name around it.',
    })
  }
  return new Column({ ...expression, filter: requireColumn(condition).expression })
}

function distinctCall<V>(name: string, ...values: readonly Column<unknown>[]): Column<V> {
  const args = values.map((value) => requireColumn(value).expression)
  return new Column({ kind: 'call', name, args, parameters: { distinct: true } })
}
