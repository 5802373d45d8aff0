import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type DataType, doubleType, safeBigintType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import type { CallSite } from '../function-definition.ts'
import { valueHasher } from '../hash/value-hasher.ts'
import { XxHash64 } from '../hash/xxhash64.ts'
import { argumentAt, describeCall, requireArguments } from '../signature.ts'
import { constantArgument, constantNumbers } from './aggregate-signature.ts'
import { addHash, bitsFor, estimate, leastBits } from './hyper-log-log.ts'

const name = 'approx_count_distinct'
const defaultRsd = 0.05
/** More registers than 2^24 for a group are no approximation any more. */
const mostBits = 24
const hashSeed = 42
/** First byte of registers in state. */
const form = { sparse: 0, dense: 1 } as const

/**
 * An approximate number of different values. Memory is taken by groups that have a value: a byte for each register.
 *
 * State: a byte. 0: how many registers are not 0 (LEB128), then for each its distance from the one before (LEB128; the first from -1) and its value in a byte. 1: all registers, a byte each. The
 * shorter form is written.
 */
class ApproxCountDistinct implements Accumulator {
  readonly #bits: number
  readonly #hasher = new XxHash64()
  readonly #feed: (value: never) => void
  readonly #groups: (Uint8Array | undefined)[] = []

  constructor(type: DataType, bits: number) {
    this.#bits = bits
    this.#feed = valueHasher(type, this.#hasher)
  }

  ensure(count: number): void {
    if (this.#groups.length < count) this.#groups.length = count
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    const feed = this.#feederOf(values)
    const hasher = this.#hasher
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0 || (values.nulls !== null && values.nulls[i] === 1)) continue
      hasher.reset(hashSeed)
      if (feed(i)) addHash(this.#of(group), this.#bits, [hasher.upper, hasher.lower])
    }
  }

  /** Hashes the value of a row; false for null. Text that was read is hashed as it stands there. */
  #feederOf(vector: ColumnVector): (row: number) => boolean {
    if (vector.kind === 'utf8') {
      const { bytes, starts, ends } = vector
      return (i) => {
        this.#hasher.bytes(bytes.subarray(starts[i], ends[i]))
        return true
      }
    }
    return (i) => {
      const value = valueAt(vector, i)
      if (value !== null) this.#feed(value as never)
      return value !== null
    }
  }

  #of(group: number): Uint8Array {
    let registers = this.#groups[group]
    if (registers === undefined) {
      registers = new Uint8Array(2 ** this.#bits)
      this.#groups[group] = registers
    }
    return registers
  }

  merge(group: number, from: KeyReader): void {
    if (from.tag() === form.dense) {
      const registers = this.#of(group)
      for (let i = 0; i < registers.length; i++) raise(registers, i, from.tag())
      return
    }
    const count = from.count()
    if (count === 0) return
    const registers = this.#of(group)
    for (let i = 0, at = -1; i < count; i++) {
      at += from.count()
      raise(registers, at, from.tag())
    }
  }

  write(group: number, to: KeyWriter): void {
    const registers = this.#groups[group] ?? new Uint8Array(0)
    let set = 0
    for (const register of registers) if (register !== 0) set++
    if (set * 2 > registers.length) {
      to.tag(form.dense)
      to.raw(registers, 0, registers.length)
      return
    }
    to.tag(form.sparse)
    to.count(set)
    for (let i = 0, last = -1; i < registers.length; i++) {
      if (registers[i] === 0) continue
      to.count(i - last)
      to.tag(registers[i] as number)
      last = i
    }
  }

  result(group: number, into: ColumnBuilder): void {
    const registers = this.#groups[group]
    into.append(registers === undefined ? 0 : estimate(registers, this.#bits))
  }
}

function raise(registers: Uint8Array, index: number, value: number): void {
  if (value > (registers[index] as number)) registers[index] = value
}

/** Throws DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE for a deviation that no number of registers gives. */
function bitsOf(site: CallSite): number {
  if (site.args.length === 1) return bitsFor(defaultRsd)
  const constant = constantArgument(name, site, { index: 1, inputName: 'relativeSD', type: doubleType })
  const [rsd] = constantNumbers(constant, argumentAt(site, 1).dataType)
  const bits = bitsFor(rsd as number)
  if (bits >= leastBits && bits <= mostBits) return bits
  throw new AnalysisException('DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE', {
    sqlExpr: describeCall(name, site),
    exprName: 'relativeSD',
    valueRange: '[0.0003, 0.39]',
    currentValue: String(rsd),
  })
}

export const approxCountDistinctAggregates: readonly AggregateDefinition[] = [
  {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, 2])
      bitsOf(site)
      return { inputs: site.args.map((arg) => arg.dataType), dataType: safeBigintType, nullable: false }
    },
    accumulator: (site, { inputs }) => new ApproxCountDistinct(inputs[0] as DataType, bitsOf(site)),
  },
]
