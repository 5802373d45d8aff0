import type { UserAggregate } from '../../expressions/user-aggregate.ts'
import { refuseAsync } from '../../expressions/user-call.ts'
import type { UserRoutine } from '../../expressions/user-routine.ts'
import { structField } from '../../types/data-type.ts'
import { type CheckedSchema, type RowOf, type SchemaInput, toStructType } from '../../types/schema.ts'
import { Column, dataTypeOf, expressionOf } from '../column.ts'
import type { CastTarget, CastValue, CheckedTarget } from '../column-value.ts'

/** The types of what an aggregate function reads, by name. */
export type UdafInput = Readonly<Record<string, CastTarget>>

/** A row as `reduce` gets it: nulls are handed on. */
export type UdafRow<I extends UdafInput> = { readonly [K in keyof I]: CastValue<I[K]> | null }

/** The parts of an aggregate function. */
export interface UdafDefinition<I extends UdafInput, S extends SchemaInput, T extends CastTarget> {
  /** Shown in `explain` and in errors. Default `udaf`. */
  readonly name?: string
  /** The types of what it reads, by name; their order is that of the arguments in SQL. */
  readonly input: { readonly [K in keyof I]: CheckedTarget<I[K]> }
  /** The columns of what is kept for each group, in all forms of a schema. */
  readonly state: CheckedSchema<S>
  /** The type of the result. */
  readonly result: CheckedTarget<T>
  /** The state before the first row: each group gets a copy. */
  readonly zero: RowOf<S>
  /** The state with one row more. May change and give back the state that it gets. */
  readonly reduce: (state: RowOf<S>, row: UdafRow<I>) => RowOf<S>
  /** The state of the rows of `state`, then those of `other`. May change and give back `state`. */
  readonly merge: (state: RowOf<S>, other: RowOf<S>) => RowOf<S>
  /** The result of a state; of a group without rows (of a whole frame) that of `zero`. */
  readonly finish: (state: RowOf<S>) => CastValue<T> | null
}

/** An aggregate function over columns that {@link udaf} made. `session.udf.register` gives it a name in SQL. */
export interface UserDefinedAggregate<I extends UdafInput, V> {
  (operands: { readonly [K in keyof I]: Column<CastValue<I[K]> | null> | CastValue<I[K]> | null }): Column<V>
  /** What the engine calls. */
  readonly routine: UserRoutine
}

/**
 * Makes an aggregate function of plain functions: it stands wherever `sum` stands, also on streams and over windows. What it keeps for a group is a row of the schema `state`; on a stream it is stored with the checkpoint, goes
 * on after a restart, and a restart with another schema is refused (STATE_SCHEMA_NOT_COMPATIBLE or what the plan check says).
 *
 * The functions must be deterministic and free of effects: a batch that is run again computes the same state again. Rows come in the order of the input; a state is merged in where groups meet, so `merge(a, b)` must be
 * what all rows of `a`, then all of `b` give. A state or result that does not fit its type fails the query (FAILED_EXECUTE_UDF), as what the functions throw does; an `async` function is refused
 * (UNSUPPORTED_ASYNC_USER_FUNCTION). Spark: `udaf` of an `Aggregator`.
 *
 * @example
 * const weightedMean = udaf({
 *   input: { value: 'double', weight: 'double' },
 *   state: 'total DOUBLE NOT NULL, weight DOUBLE NOT NULL',
 *   result: 'double',
 *   zero: { total: 0, weight: 0 },
 *   reduce: (s, { value, weight }) =>
 *     value === null || weight === null ? s : { total: s.total + value * weight, weight: s.weight + weight },
 *   merge: (a, b) => ({ total: a.total + b.total, weight: a.weight + b.weight }),
 *   finish: (s) => (s.weight === 0 ? null : s.total / s.weight),
 * })
 * df.groupBy('category').agg(($) => ({ mean: weightedMean({ value: $.price, weight: $.quantity }) }))
 */
export function udaf<const I extends UdafInput, const S extends SchemaInput, const T extends CastTarget>(
  parts: UdafDefinition<I, S, T>,
): UserDefinedAggregate<I, CastValue<T> | null> {
  const { name = 'udaf', zero, reduce, merge, finish } = parts
  for (const fn of [reduce, merge, finish]) refuseAsync(name, fn)
  const input = Object.entries<CastTarget>(parts.input as UdafInput)
  const definition: UserAggregate = {
    name,
    input: input.map(([field, type]) => structField(field, dataTypeOf(type))),
    state: toStructType(parts.state as SchemaInput),
    result: dataTypeOf(parts.result as CastTarget),
    zero,
    reduce,
    merge,
    finish,
  }
  const called = (operands: Readonly<Record<string, unknown>>) =>
    new Column<CastValue<T> | null>({
      kind: 'call',
      name,
      args: input.map(([field]) => expressionOf(operands[field])),
      userAggregate: definition,
    })
  return Object.assign(called, { routine: { kind: 'udaf', definition } as const })
}
