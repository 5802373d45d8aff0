import { columnBuilder } from '../../src/columnar/column-builder.ts'
import type { ColumnVector } from '../../src/columnar/column-vector.ts'
import { KeyReader } from '../../src/columnar/key-decoder.ts'
import { KeyWriter } from '../../src/columnar/key-writer.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import type { Accumulator } from '../../src/expressions/aggregate-definition.ts'
import { lookupAggregate } from '../../src/expressions/aggregate-registry.ts'
import type { ExpressionConf, LiteralValue } from '../../src/expressions/expression.ts'
import type { ArgumentInfo, CallSite, Signature } from '../../src/expressions/function-definition.ts'
import type { DataType } from '../../src/types/data-type.ts'

/** A call of an aggregate over columns that hold internal values, and constants behind them. */
export interface AggregateCall {
  readonly name: string
  readonly types: readonly DataType[]
  readonly constants?: readonly { readonly value: LiteralValue; readonly type: DataType }[]
  readonly conf?: Partial<ExpressionConf>
}

export type Row = readonly unknown[]

export function siteOf({ types, constants = [], conf }: AggregateCall): CallSite {
  const columns: readonly ArgumentInfo[] = types.map((dataType) => ({ dataType, nullable: true }))
  const literals = constants.map(({ value, type }) => ({ dataType: type, nullable: value === null, literal: value }))
  return { args: [...columns, ...literals], parameters: {}, conf: { timeZone: 'UTC', ansi: true, ...conf } }
}

export function signatureOf(call: AggregateCall): Signature {
  const definition = lookupAggregate(call.name)
  if (definition === undefined) throw new Error(`no aggregate ${call.name}`)
  return definition.signature(siteOf(call))
}

export function accumulatorOf(call: AggregateCall): Accumulator {
  const definition = lookupAggregate(call.name)
  if (definition === undefined) throw new Error(`no aggregate ${call.name}`)
  const site = siteOf(call)
  return definition.accumulator(site, definition.signature(site))
}

/** The result of one group whose rows came in these batches, each added to a buffer of its own that was written and merged. */
export function aggregate(call: AggregateCall, ...batches: readonly (readonly Row[])[]): unknown {
  try {
    const { inputs, dataType } = signatureOf(call)
    const total = accumulatorOf(call)
    total.ensure(1)
    for (const [i, rows] of batches.entries()) {
      if (i === 0) addRows(total, inputs, rows)
      else {
        const part = accumulatorOf(call)
        part.ensure(3)
        addRows(part, inputs, rows, 2)
        mergeInto(total, part, 2)
      }
    }
    // what was written is read by a buffer that has seen nothing
    const restored = accumulatorOf(call)
    restored.ensure(2)
    mergeInto(restored, total, 0)
    const into = columnBuilder(dataType)
    total.result(0, into)
    restored.result(0, into)
    restored.result(1, into)
    const column = into.finish()
    if (!Object.is(JSON.stringify(shown(column, 0)), JSON.stringify(shown(column, 1)))) throw new Error('lost in state')
    return valueAt(column, 0)
  } catch (e) {
    if (!isStreamKitError(e)) throw e
    return { error: e.condition }
  }
}

function shown(column: ColumnVector, row: number): string {
  return JSON.stringify(valueAt(column, row), (_, value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? ''
}

function mergeInto(total: Accumulator, part: Accumulator, group: number): void {
  const writer = new KeyWriter()
  const slice = { bytes: new Uint8Array(0), start: 0, end: 0 }
  part.write(group, writer)
  writer.tag(99) // the next buffer of the row
  writer.finish(slice)
  const reader = new KeyReader(slice)
  total.merge(0, reader)
  if (reader.tag() !== 99 || reader.left !== 0) throw new Error('a buffer does not tell where it ends')
}

function addRows(to: Accumulator, inputs: readonly DataType[], rows: readonly Row[], group = 0): void {
  // rows of no group around them count for nothing
  const groups = Int32Array.from(rows.flatMap(() => [-1, group]))
  const columns = inputs.map((type, i) => {
    const builder = columnBuilder(type)
    for (const row of rows) {
      builder.append(row[i] ?? null)
      builder.append(row[i] ?? null)
    }
    return builder.finish()
  })
  to.update(columns, groups, groups.length)
}
