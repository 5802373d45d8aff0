import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { type ObjectMaker, objectMaker } from '../../columnar/object-maker.ts'
import { exactWriter, type ValueWriter } from '../../columnar/row-codec.ts'
import { type ToExternal, toExternal } from '../../columnar/to-external.ts'
import { type ToInternal, toInternal } from '../../columnar/to-internal.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { requireArguments } from '../signature.ts'
import type { UserAggregate } from '../user-aggregate.ts'
import { calledUserFunction, failedUserFunction } from '../user-call.ts'

type Step = (...args: readonly unknown[]) => unknown

/**
 * A state of the user's for each group, as rows hold values. What goes to the checkpoint or to `finish` has been brought into the form of the schema first, so that a function sees the same whether its group has been
 * stored meanwhile or not.
 *
 * State: the values of the fields, as the row codec writes them.
 */
class UserAggregation implements Accumulator {
  readonly #aggregate: UserAggregate
  readonly #writers: readonly ValueWriter[]
  readonly #stateInward: ToInternal
  readonly #stateOutward: ToExternal
  readonly #inward: ToInternal
  readonly #arguments: readonly ToExternal[]
  readonly #row: ObjectMaker
  /** Internal. */
  readonly #zero: readonly unknown[]
  readonly #states: unknown[] = []

  constructor(aggregate: UserAggregate) {
    const { state, input, result } = aggregate
    this.#aggregate = aggregate
    this.#writers = state.fields.map((field) => exactWriter(field.dataType))
    this.#stateInward = toInternal(state)
    this.#stateOutward = toExternal(state)
    this.#inward = toInternal(result)
    this.#arguments = input.map((field) => toExternal(field.dataType))
    this.#row = objectMaker(input.map((field) => field.name))
    this.#zero = this.#internal(aggregate.zero, 'zero')
  }

  ensure(count: number): void {
    if (this.#states.length < count) this.#states.length = count
  }

  update(args: readonly ColumnVector[], groups: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const row = this.#row((at) => (this.#arguments[at] as ToExternal)(valueAt(args[at] as ColumnVector, i)))
      this.#states[group] = this.#step('reduce', this.#stateOf(group), row)
    }
  }

  merge(group: number, from: KeyReader): void {
    const stored = this.#stateOutward(this.#aggregate.state.fields.map((field) => from.value(field.dataType)))
    const known = this.#states[group]
    this.#states[group] = known === undefined ? stored : this.#step('merge', known, stored)
  }

  write(group: number, to: KeyWriter): void {
    const values = this.#valuesOf(group)
    for (let i = 0; i < values.length; i++) (this.#writers[i] as ValueWriter)(to, values[i])
  }

  result(group: number, into: ColumnBuilder): void {
    const functionName = this.#nameOf('finish')
    const state = this.#stateOutward(this.#valuesOf(group))
    const result = calledUserFunction(functionName, () => (this.#aggregate.finish as Step)(state))
    into.append(fitting(functionName, () => this.#inward(result, { column: functionName, row: group })))
  }

  /** Each group begins with a zero of its own, so that functions may change the state that they are given. */
  #stateOf(group: number): unknown {
    return this.#states[group] ?? this.#stateOutward(this.#zero)
  }

  #valuesOf(group: number): readonly unknown[] {
    const state = this.#states[group]
    return state === undefined ? this.#zero : this.#internal(state, 'state')
  }

  #internal(state: unknown, part: string): readonly unknown[] {
    const column = this.#nameOf(part)
    return fitting(column, () => this.#stateInward(state, { column, row: 0 })) as readonly unknown[]
  }

  #step(part: 'reduce' | 'merge', state: unknown, other: unknown): unknown {
    const functionName = this.#nameOf(part)
    const next = calledUserFunction(functionName, () => (this.#aggregate[part] as Step)(state, other))
    if (typeof next === 'object' && next !== null) return next
    // Forgetting to return the state is the mistake that is made: it is told at once, not by the next row.
    throw failedUserFunction(
      functionName,
      new AnalysisException('INVALID_UDAF_STATE', { functionName, given: `${next}` }),
    )
  }

  #nameOf(part: string): string {
    return `${this.#aggregate.name}.${part}`
  }
}

function fitting(functionName: string, convert: () => unknown): unknown {
  try {
    return convert()
  } catch (cause) {
    throw failedUserFunction(functionName, cause)
  }
}

/** What the engine knows of an aggregate function of the user. */
export function userAggregateDefinition(aggregate: UserAggregate): AggregateDefinition {
  const { name, input, result } = aggregate
  return {
    name,
    signature(site) {
      requireArguments(name, site, [input.length])
      return { inputs: input.map((field) => field.dataType), dataType: result, nullable: true }
    },
    accumulator: () => new UserAggregation(aggregate),
  }
}
