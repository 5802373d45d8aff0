import { vectorKindOf } from '../../columnar/vector-kind-of.ts'
import { childrenOf, type Expression, type ExpressionConf } from '../../expressions/expression.ts'
import type { DataType, StructField } from '../../types/data-type.ts'
import { hasFilter, type StageOutput, type StageSpec, type StageStep, withoutAlias } from '../stage.ts'
import { CodeWriter, References } from './code-writer.ts'
import { type CodegenScope, type GeneratedValue, generateExpression } from './expression-codegen.ts'
import { ExpressionKeys } from './expression-keys.ts'

/** The text of a stage's loop and the values that it refers to. */
export interface GeneratedStage {
  /** Body of a function that returns the loop: `(inputs, outputs, run) => count`. */
  readonly code: string
  /** Parameter names of that function, and what they stand for. */
  readonly names: readonly string[]
  readonly values: readonly unknown[]
  /** The input columns that the loop reads; false: only which rows are null. */
  readonly reads: ReadonlyMap<number, boolean>
}

/** What is known of a batch before its loop is written. */
export interface InputShape {
  /** No null in any column that the loop reads. */
  readonly withoutNulls: boolean
  /** Columns whose texts are strings already, not to be cut out of bytes. */
  readonly strings: ReadonlySet<number>
}

const anyShape: InputShape = { withoutNulls: false, strings: new Set() }

/** A column of the current row: of the input, not yet read perhaps, or a value that was computed. */
type Column =
  | { readonly kind: 'input'; readonly ordinal: number }
  | { readonly kind: 'value'; readonly at: GeneratedValue }

/**
 * Writes one loop for all steps of a stage. Per row: read the columns that a step needs, test or compute, go on to the next row where a
 * condition is not true, and at the end write what was computed.
 */
export function generateStage(
  spec: StageSpec,
  outputs: readonly StageOutput[],
  { conf, shape = anyShape }: { readonly conf: ExpressionConf; readonly shape?: InputShape },
): GeneratedStage {
  const references = new References()
  const body = new CodeWriter()
  const row = new RowCode(spec.input.fields, { writer: body, references, conf }, shape)
  for (const step of spec.steps) row.step(step)
  row.writeOutputs(outputs)
  if (hasFilter(spec)) body.line('selection[o] = i')
  body.line('o++')

  const code = new CodeWriter()
  code.line("'use strict'")
  code.block('return (inputs, outputs, run) =>', () => {
    code.line('const { flags, selection, length, context } = run')
    for (const ordinal of row.reads.keys()) {
      code.line(`const c${ordinal} = inputs[${ordinal}].values, m${ordinal} = inputs[${ordinal}].nulls`)
    }
    outputs.forEach((output, k) => {
      if (output.kind === 'computed') code.line(`const o${k} = outputs[${k}].values, p${k} = outputs[${k}].nulls`)
    })
    code.line('let o = 0')
    code.block('for (let i = 0; i < length; i++)', () => code.line(body.toString()))
    code.line('return o')
  })
  return { code: code.toString(), names: references.names, values: references.values, reads: row.reads }
}

/** Stands for the value of a column of which only the null flag was read; never part of code. */
const unread = ''

function isNullTest(e: Expression): boolean {
  return e.kind === 'call' && (e.name === 'isnull' || e.name === 'isnotnull')
}

/** Text is cut out of the bytes when a row gets as far as needing it. */
function readText(
  ordinal: number,
  type: DataType,
  { isNull, cut }: { readonly isNull: string; readonly cut: boolean },
): string {
  if (type.kind === 'string' && cut) {
    const read = `c${ordinal}(i)`
    return isNull === 'false' ? read : `${isNull} ? null : ${read}`
  }
  const slot = `c${ordinal}[i]`
  return type.kind === 'boolean' ? `${slot} === 1` : slot
}

class RowCode {
  /** Input columns that the loop reads, and whether it reads more than which rows are null. */
  readonly reads: Map<number, boolean> = new Map()
  readonly #fields: readonly StructField[]
  readonly #scope: CodegenScope
  readonly #read = new Map<number, GeneratedValue>()
  readonly #shape: InputShape
  readonly #keys: ExpressionKeys
  #columns: readonly Column[]

  constructor(fields: readonly StructField[], scope: Omit<CodegenScope, 'column' | 'keyOf'>, shape: InputShape) {
    this.#fields = fields
    this.#shape = shape
    this.#keys = new ExpressionKeys(scope.references, (ordinal) => this.#keyOf(ordinal))
    this.#columns = fields.map((_, ordinal) => ({ kind: 'input', ordinal }))
    this.#scope = { ...scope, column: (ordinal) => this.#value(ordinal), keyOf: this.#keys.keyOf }
  }

  step(step: StageStep): void {
    const { writer } = this.#scope
    if (step.kind === 'filter') {
      this.#readColumnsOf(step.condition)
      const { value, isNull } = generateExpression(step.condition, this.#scope)
      writer.line(`if (${isNull === 'false' ? `!${value}` : `${isNull} || !${value}`}) continue`)
      return
    }
    const expressions = step.columns.map((c) => withoutAlias(c.expression))
    for (const e of expressions) if (e.kind !== 'bound') this.#readColumnsOf(e)
    this.#columns = expressions.map((e) =>
      e.kind === 'bound'
        ? (this.#columns[e.ordinal] as Column)
        : { kind: 'value', at: generateExpression(e, this.#scope) },
    )
    this.#keys.reset()
  }

  writeOutputs(outputs: readonly StageOutput[]): void {
    outputs.forEach((output, k) => {
      const column = this.#columns[k] as Column
      if (column.kind === 'value') this.#writeOutput(k, column.at, output.field)
    })
  }

  #writeOutput(k: number, { value, isNull }: GeneratedValue, field: StructField): void {
    const { writer } = this.#scope
    const stored = vectorKindOf(field.dataType) === 'boolean' ? `${value} ? 1 : 0` : value
    if (isNull === 'false') {
      writer.line(`o${k}[o] = ${stored}`)
      return
    }
    const keepsNulls = ['string', 'object'].includes(vectorKindOf(field.dataType))
    writer.block(`if (${isNull})`, () => {
      writer.line(`p${k}[o] = 1; flags[${k}] = 1`)
      if (keepsNulls) writer.line(`o${k}[o] = null`)
    })
    writer.block('else', () => writer.line(`o${k}[o] = ${stored}`))
  }

  /** Reads happen before a step, outside of its branches, so that every later use sees them. */
  #readColumnsOf(e: Expression): void {
    if (e.kind === 'bound') {
      this.#readColumn(e.ordinal, true)
      return
    }
    const children = childrenOf(e)
    const [only] = children
    if (only?.kind === 'bound' && isNullTest(e)) this.#readColumn(only.ordinal, false)
    else for (const child of children) this.#readColumnsOf(child)
  }

  /** A null test needs the mask alone: text is not decoded for it. */
  #readColumn(position: number, withValue: boolean): void {
    const column = this.#columns[position] as Column
    if (column.kind === 'value') return
    const { ordinal } = column
    const known = this.#read.get(ordinal)
    if (known !== undefined && (!withValue || known.value !== unread)) return
    const { writer } = this.#scope
    const { dataType, nullable: mayBeNull } = this.#fields[ordinal] as StructField
    const nullable = mayBeNull && !this.#shape.withoutNulls
    let isNull = known?.isNull
    if (isNull === undefined) {
      isNull = nullable ? writer.name('n') : 'false'
      if (nullable) writer.line(`const ${isNull} = m${ordinal} !== null && m${ordinal}[i] === 1`)
    }
    const value = withValue ? writer.name('v') : unread
    if (withValue)
      writer.line(`const ${value} = ${readText(ordinal, dataType, { isNull, cut: !this.#shape.strings.has(ordinal) })}`)
    this.reads.set(ordinal, withValue)
    this.#read.set(ordinal, { value, isNull })
  }

  #keyOf(ordinal: number): string {
    const column = this.#columns[ordinal] as Column
    return column.kind === 'input' ? `c${column.ordinal}` : `${column.at.value}/${column.at.isNull}`
  }

  #value(ordinal: number): GeneratedValue {
    const column = this.#columns[ordinal] as Column
    return column.kind === 'value' ? column.at : (this.#read.get(column.ordinal) as GeneratedValue)
  }
}
