import type { ColumnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector } from '../../columnar/column-vector.ts'
import type { KeyReader } from '../../columnar/key-decoder.ts'
import type { KeyWriter } from '../../columnar/key-writer.ts'
import { valueAt } from '../../columnar/vector-access.ts'
import { binaryType, stringType } from '../../types/data-type.ts'
import type { Accumulator, AggregateDefinition } from '../aggregate-definition.ts'
import { argumentAt, requireArguments, unexpectedType } from '../signature.ts'
import { constantArgument } from './aggregate-signature.ts'

/**
 * The texts that are not null, one behind the other with a separator between them.
 *
 * State: how many texts (LEB128), then each as tagged text.
 */
class ListAggregate implements Accumulator {
  readonly #separator: string
  readonly #groups: (string[] | undefined)[] = []

  constructor(separator: string) {
    this.#separator = separator
  }

  ensure(count: number): void {
    if (this.#groups.length < count) this.#groups.length = count
  }

  update([vector]: readonly ColumnVector[], groups: Int32Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const group = groups[i] as number
      if (group < 0) continue
      const value = valueAt(vector as ColumnVector, i)
      if (value !== null) this.#of(group).push(value as string)
    }
  }

  #of(group: number): string[] {
    let texts = this.#groups[group]
    if (texts === undefined) {
      texts = []
      this.#groups[group] = texts
    }
    return texts
  }

  merge(group: number, from: KeyReader): void {
    const count = from.count()
    for (let i = 0; i < count; i++) this.#of(group).push(from.value(stringType) as string)
  }

  write(group: number, to: KeyWriter): void {
    const texts = this.#groups[group] ?? []
    to.count(texts.length)
    for (const text of texts) to.text(text)
  }

  result(group: number, into: ColumnBuilder): void {
    into.append(this.#groups[group]?.join(this.#separator) ?? null)
  }
}

function define(name: string): AggregateDefinition {
  return {
    name,
    signature: (site) => {
      requireArguments(name, site, [1, 2])
      if (argumentAt(site, 0).dataType.kind === binaryType.kind)
        throw unexpectedType(name, site, { index: 0, required: '"STRING"' })
      if (site.args.length === 2 && argumentAt(site, 1).literal !== null)
        constantArgument(name, site, { index: 1, inputName: 'delimiter', type: stringType })
      return { inputs: site.args.map(() => stringType), dataType: stringType, nullable: true }
    },
    accumulator: (site) => new ListAggregate(String(site.args[1]?.literal ?? '')),
  }
}

export const listAggregates: readonly AggregateDefinition[] = [define('listagg'), define('string_agg')]
