import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import { type ColumnBuilder, columnBuilder } from '../../columnar/column-builder.ts'
import type { ColumnVector, ObjectVector } from '../../columnar/column-vector.ts'
import { gather } from '../../columnar/gather.ts'
import { invariant } from '../../errors/invariant.ts'
import type { ResolvedGenerate } from '../../plan/resolved-plan.ts'
import type { StructField, StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'

/** About as many rows are given out at once: one row of the input can become very many. */
const chunkRows = 8192

type GenerateInit = Pick<ResolvedGenerate, 'generator' | 'outer' | 'input' | 'schema'>

/** Each row once for each element of an array or map in it, with the element behind it. */
export class GenerateExec implements PhysicalOperator {
  readonly name = 'Generate'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: GenerateInit
  readonly #fields: readonly StructField[]

  constructor(child: PhysicalOperator, init: GenerateInit) {
    this.children = [child]
    this.output = init.schema
    this.#init = init
    this.#fields = init.schema.fields.slice(child.output.fields.length)
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) yield* this.#expand(chunk)
  }

  describe(): string {
    const { generator, outer, input } = this.#init
    return `${generator}${outer ? '_outer' : ''}(${this.children[0].output.fields[input]?.name})`
  }

  *#expand(chunk: ColumnBatch): Generator<ColumnBatch> {
    const input = chunk.columns[this.#init.input] as ColumnVector
    invariant(input.kind === 'object', 'a generator over arrays or maps')
    const rows = new GeneratedRows(this.#fields)
    for (let row = 0; row < chunk.length; row++) {
      for (const values of this.#generated(input, row)) {
        rows.add(row, values)
        if (rows.length >= chunkRows) yield rows.take(chunk)
      }
    }
    if (rows.length > 0) yield rows.take(chunk)
  }

  /** The values of the generator's columns, once for each row that is made of this one. */
  *#generated({ nulls, values }: ObjectVector, row: number): Generator<readonly unknown[]> {
    const collection = nulls !== null && nulls[row] === 1 ? null : values[row]
    const isEmpty = collection === null || sizeOf(collection) === 0
    if (!isEmpty) yield* this.#elements(collection)
    else if (this.#init.outer) yield this.#fields.map(() => null)
  }

  *#elements(collection: unknown): Generator<readonly unknown[]> {
    let position = 0
    const numbered = this.#init.generator === 'posexplode'
    if (collection instanceof Map) {
      for (const entry of collection as ReadonlyMap<unknown, unknown>) yield numbered ? [position++, ...entry] : entry
      return
    }
    const none = this.#init.generator === 'inline' ? this.#fields.map(() => null) : null
    for (const element of collection as readonly unknown[]) {
      // A null among the structs is a row of nulls, as in Spark.
      if (none !== null) yield (element as readonly unknown[] | null) ?? none
      else yield numbered ? [position++, element] : [element]
    }
  }
}

function sizeOf(collection: unknown): number {
  return collection instanceof Map ? collection.size : (collection as readonly unknown[]).length
}

/** Rows on their way out: which row of the input each comes from, and its new values. */
class GeneratedRows {
  readonly #fields: readonly StructField[]
  #parents = new Int32Array(chunkRows)
  #builders: readonly ColumnBuilder[]
  #length = 0

  constructor(fields: readonly StructField[]) {
    this.#fields = fields
    this.#builders = this.#fresh()
  }

  get length(): number {
    return this.#length
  }

  add(parent: number, values: readonly unknown[]): void {
    this.#parents[this.#length++] = parent
    for (let i = 0; i < this.#builders.length; i++) (this.#builders[i] as ColumnBuilder).append(values[i])
  }

  /** The rows so far, and begins anew. */
  take(chunk: ColumnBatch): ColumnBatch {
    const count = this.#length
    const passed = chunk.columns.map((column) => gather(column, this.#parents, count))
    const made = this.#builders.map((builder) => builder.finish())
    this.#builders = this.#fresh()
    this.#length = 0
    return columnBatch(count, [...passed, ...made])
  }

  #fresh(): readonly ColumnBuilder[] {
    return this.#fields.map(({ dataType }) => columnBuilder(dataType))
  }
}
