import type { ByteSlice } from '../../columnar/byte-slice.ts'
import { emptySlice } from '../../columnar/byte-slice.ts'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { BooleanVector, ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import { type KeyEncoder, keyEncoder } from '../../columnar/key-encoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { invariant } from '../../errors/invariant.ts'
import type { Accumulator, AggregateDefinition } from '../../expressions/aggregate-definition.ts'
import { aggregateOf } from '../../expressions/aggregate-registry.ts'
import type { ExpressionConf } from '../../expressions/expression.ts'
import type { ArgumentInfo, CallSite, Signature } from '../../expressions/function-definition.ts'
import type { AggregateCall } from '../../plan/resolved-plan.ts'
import { intType, type StructField, type StructType } from '../../types/data-type.ts'

/** Makes the buffers of some aggregates over the columns of one schema: new, empty ones at each call. */
export type AggregateBuffersFactory = () => AggregateBuffers

export function aggregateBuffersFactory(
  calls: readonly AggregateCall[],
  input: StructType,
  conf: ExpressionConf,
): AggregateBuffersFactory {
  const prepared = calls.map((call) => prepare(call, input, conf))
  return () => new AggregateBuffers(prepared)
}

/** The buffers of several aggregates for many groups at once, which are numbered from 0. */
export class AggregateBuffers {
  readonly #aggregates: readonly BufferedAggregate[]
  #room = 0
  /** The groups of a chunk as one aggregate with a condition sees them. */
  #some = new Int32Array(0)

  constructor(prepared: readonly PreparedAggregate[]) {
    this.#aggregates = prepared.map(buffered)
  }

  /** Makes room for groups 0 to `count` - 1. */
  ensure(count: number): void {
    if (count <= this.#room) return
    this.#room = count
    for (const { accumulator } of this.#aggregates) accumulator.ensure(count)
  }

  /** Adds row i to group `groups[i]`; -1: to none. There is room for all of them. */
  update({ columns, length }: ColumnBatch, groups: Int32Array): void {
    for (const aggregate of this.#aggregates) {
      const args = aggregate.args.map((i) => columns[i] as ColumnVector)
      const { filter } = aggregate
      const passing = filter === null ? groups : this.#passing(groups, columns[filter] as ColumnVector, length)
      const counted = aggregate.seen === null ? passing : this.#unseen({ aggregate, args, groups: passing, length })
      aggregate.accumulator.update(args, counted, length)
    }
  }

  /** Adds what {@link write} wrote behind what is there. */
  merge(group: number, from: KeyReader): void {
    for (const { accumulator } of this.#aggregates) accumulator.merge(group, from)
  }

  /** Writes all buffers of a group: self-delimiting. */
  write(group: number, to: KeyWriter): void {
    for (const { accumulator } of this.#aggregates) accumulator.write(group, to)
  }

  /** Adds the results of a group, one to each column. */
  result(group: number, into: readonly ColumnBuilder[]): void {
    for (let i = 0; i < this.#aggregates.length; i++) {
      ;(this.#aggregates[i] as BufferedAggregate).accumulator.result(group, into[i] as ColumnBuilder)
    }
  }

  #passing(groups: Int32Array, condition: ColumnVector, length: number): Int32Array {
    const some = this.#scratch(length)
    if (condition.kind !== 'boolean') return some.fill(-1) // a column of nulls only
    const { values, nulls } = condition as BooleanVector
    for (let i = 0; i < length; i++) {
      some[i] = values[i] === 1 && (nulls === null || nulls[i] !== 1) ? (groups[i] as number) : -1
    }
    return some
  }

  /** Rows whose arguments the group has not seen, and that have no null among them: what a distinct aggregate counts. */
  #unseen({ aggregate, args, groups, length }: DistinctRows): Int32Array {
    const { set, encoder } = aggregate.seen as DistinctValues
    const numbers: ColumnVector = { kind: 'int32', values: groups, nulls: null }
    const columns = [numbers, ...args]
    const some = groups === this.#some ? groups : this.#scratch(length)
    const entry = { key: { ...emptySlice } as ByteSlice, value: emptySlice, expiresAt: Number.NaN }
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || args.some(({ nulls }) => nulls !== null && nulls[i] === 1)) {
        some[i] = -1
        continue
      }
      encoder.encode(columns, i, entry.key)
      some[i] = set.putIfAbsent(entry) ? group : -1
    }
    return some
  }

  #scratch(length: number): Int32Array {
    if (this.#some.length < length) this.#some = new Int32Array(length)
    return this.#some
  }
}

interface DistinctRows {
  readonly aggregate: BufferedAggregate
  readonly args: readonly ColumnVector[]
  readonly groups: Int32Array
  readonly length: number
}

interface PreparedAggregate {
  readonly definition: AggregateDefinition
  readonly site: CallSite
  readonly signature: Signature
  readonly call: AggregateCall
}

interface BufferedAggregate {
  readonly accumulator: Accumulator
  readonly args: readonly number[]
  readonly filter: number | null
  /** Of a distinct aggregate. */
  readonly seen: DistinctValues | null
}

interface DistinctValues {
  readonly set: ByteTable
  readonly encoder: KeyEncoder
}

function prepare(call: AggregateCall, input: StructType, conf: ExpressionConf): PreparedAggregate {
  const definition = aggregateOf(call)
  invariant(definition !== undefined, `the plan has the unknown aggregate function ${call.name}`)
  const args = call.args.map((ordinal, i): ArgumentInfo => {
    const { dataType, nullable } = input.fields[ordinal] as StructField
    const constant = call.constants[i]
    return constant === undefined ? { dataType, nullable } : { dataType, nullable, literal: constant }
  })
  const inputs = args.map((arg) => arg.dataType)
  return {
    definition,
    site: { args, parameters: call.parameters, conf },
    signature: { inputs, dataType: call.dataType, nullable: call.nullable },
    call,
  }
}

function buffered({ definition, site, signature, call }: PreparedAggregate): BufferedAggregate {
  const accumulator = definition.accumulator(site, signature)
  const encoder = () => keyEncoder([intType, ...signature.inputs])
  const seen = call.distinct ? { set: new ByteTable(), encoder: encoder() } : null
  return { accumulator, args: call.args, filter: call.filter, seen }
}
