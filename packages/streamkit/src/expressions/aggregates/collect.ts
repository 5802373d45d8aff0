import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { exactWriter, type ValueWriter } from '../../columnar/row-codec.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { AnalysisException } from '../../errors/streamkit-error.ts'
import { type ArrayType, arrayType, type DataType, sqlType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { argumentAt, describeCall, requireArguments } from '../signature.ts'
import { type ValueIdentity, valueIdentity } from './value-identity.ts'

/** What is gathered in one group. */
interface Gathered {
  add(value: unknown): void
  readonly size: number
  values(): Iterable<unknown>
}

/**
 * All values that are not null in the order in which they came, or each of them once.
 *
 * State: how many (LEB128), then the values.
 */
class Collect implements Accumulator {
  readonly #element: DataType
  readonly #write: ValueWriter
  readonly #create: () => Gathered
  readonly #groups: (Gathered | undefined)[] = []

  constructor(element: DataType, create: () => Gathered) {
    this.#element = element
    this.#write = exactWriter(element)
    this.#create = create
  }

  ensure(count: number): void {
    if (this.#groups.length < count) this.#groups.length = count
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    const values = vector as ColumnVector
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const value = valueAt(values, i)
      if (value !== null) this.#of(group).add(value)
    }
  }

  #of(group: number): Gathered {
    let gathered = this.#groups[group]
    if (gathered === undefined) {
      gathered = this.#create()
      this.#groups[group] = gathered
    }
    return gathered
  }

  merge(group: number, from: KeyReader): void {
    const count = from.count()
    if (count === 0) return
    const gathered = this.#of(group)
    for (let i = 0; i < count; i++) gathered.add(from.value(this.#element))
  }

  write(group: number, to: KeyWriter): void {
    const gathered = this.#groups[group]
    to.count(gathered?.size ?? 0)
    if (gathered !== undefined) for (const value of gathered.values()) this.#write(to, value)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append([...(this.#groups[group]?.values() ?? [])])
  }
}

class GatheredList implements Gathered {
  readonly #values: unknown[] = []
  add(value: unknown): void {
    this.#values.push(value)
  }
  get size(): number {
    return this.#values.length
  }
  values(): Iterable<unknown> {
    return this.#values
  }
}

class GatheredSet implements Gathered {
  readonly #keys = new Set<unknown>()
  readonly #identity: ValueIdentity
  constructor(identity: ValueIdentity) {
    this.#identity = identity
  }
  add(value: unknown): void {
    this.#keys.add(this.#identity.key(value))
  }
  get size(): number {
    return this.#keys.size
  }
  *values(): Iterable<unknown> {
    for (const key of this.#keys) yield this.#identity.value(key)
  }
}

function defineList(name: string): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1])
      const { dataType } = argumentAt(site, 0)
      return { inputs: [dataType], dataType: arrayType(dataType, false), nullable: false }
    },
    accumulator: (_, { dataType }) => new Collect((dataType as ArrayType).element, () => new GatheredList()),
  }
}

const collectSet: AggregateDefinition = {
  name: 'collect_set',
  signature: (site) => {
    const { name } = collectSet
    requireArguments(name, site, [1])
    const { dataType } = argumentAt(site, 0)
    if (holdsMap(dataType)) {
      throw new AnalysisException('DATATYPE_MISMATCH.UNSUPPORTED_INPUT_TYPE', {
        expression: describeCall(name, site),
        functionName: `\`${name}\``,
        dataType: sqlType(dataType),
      })
    }
    return { inputs: [dataType], dataType: arrayType(dataType, false), nullable: false }
  },
  accumulator: (_, { dataType }) => {
    const { element } = dataType as ArrayType
    const identity = valueIdentity(element)
    return new Collect(element, () => new GatheredSet(identity))
  },
}

function holdsMap(type: DataType): boolean {
  if (type.kind === 'array') return holdsMap(type.element)
  return type.kind === 'map' || (type.kind === 'struct' && type.fields.some((field) => holdsMap(field.dataType)))
}

export const collectAggregates: readonly AggregateDefinition[] = [
  defineList('collect_list'),
  defineList('array_agg'),
  collectSet,
]
