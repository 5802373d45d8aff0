import { AnalysisException } from '../errors/streamkit-error.ts'
import type { CaseWhen, Expression } from '../expressions/expression.ts'
import { type DataType, isFractional, isNumeric, type StructField, type StructType } from '../types/data-type.ts'
import { Decimal } from '../types/decimal.ts'
import { literalOf } from './literal.ts'
import { columnNamed } from './projection-of.ts'

interface ComputedColumn {
  readonly name: string
  readonly expression: Expression
}

/** The columns that `na.fill` computes. A name that the frame does not have is among them: analysis refuses it. */
export function filledColumns(
  schema: StructType,
  value: unknown,
  names: readonly string[] = schema.fields.map(({ name }) => name),
): readonly ComputedColumn[] {
  if (isRecord(value)) {
    return Object.entries(value).map(([name, fill]) => {
      requireKind(fill)
      return { name, expression: filled(name, fieldNamed(schema, name), fill) }
    })
  }
  const kind = requireKind(value)
  return names
    .map((name) => ({ name, field: fieldNamed(schema, name) }))
    .filter(({ field }) => field === undefined || isOfKind(field.dataType, kind))
    .map(({ name, field }) => ({ name, expression: filled(name, field, value) }))
}

/** The condition by which `na.drop` keeps rows; null: it keeps all. */
export function atLeastPresent(
  schema: StructType,
  {
    how = 'any',
    thresh,
    subset = schema.fields.map(({ name }) => name),
  }: { readonly how?: string; readonly thresh?: number; readonly subset?: readonly string[] },
): Expression | null {
  if (how !== 'any' && how !== 'all') {
    throw new AnalysisException('UNSUPPORTED_FEATURE', {
      feature: `na.drop with how ${JSON.stringify(how)}`,
      hint: "It is 'any' or 'all'.",
    })
  }
  const present = subset.map((name) => isPresent(name, fieldNamed(schema, name)))
  const needed = thresh ?? (how === 'any' ? present.length : 1)
  if (needed <= 0 || present.length === 0) return null
  if (needed === present.length) return present.reduce((left, right) => ({ kind: 'and', left, right }))
  if (needed === 1) return present.reduce((left, right) => ({ kind: 'or', left, right }))
  const counted = present.map(asNumber).reduce((left, right) => ({ kind: 'call', name: '+', args: [left, right] }))
  return { kind: 'call', name: '>=', args: [counted, literalOf(needed)] }
}

/** The columns that `na.replace` computes. */
export function replacedColumns(
  schema: StructType,
  names: readonly string[],
  replacements: readonly (readonly [unknown, unknown])[],
): readonly ComputedColumn[] {
  const [first] = replacements
  if (first === undefined) return []
  const kind = requireKind(first[0])
  const wanted = names.includes('*') ? schema.fields.map(({ name }) => name) : names
  return wanted
    .map((name) => ({ name, field: fieldNamed(schema, name) }))
    .filter(({ field }) => field === undefined || isOfKind(field.dataType, kind))
    .map(({ name, field }) => ({ name, expression: replaced(name, field, replacements) }))
}

function filled(name: string, field: StructField | undefined, value: unknown): Expression {
  const column = columnNamed(name)
  if (field === undefined) return column
  const { dataType } = field
  const known: Expression = isFractional(dataType)
    ? { kind: 'call', name: 'nanvl', args: [column, cast(literalOf(null), dataType)] }
    : column
  return { kind: 'coalesce', args: [known, cast(literalOf(value), dataType)] }
}

function replaced(
  name: string,
  field: StructField | undefined,
  replacements: readonly (readonly [unknown, unknown])[],
): Expression {
  const column = columnNamed(name)
  if (field === undefined) return column
  const branches = replacements.map(([from, to]): CaseWhen['branches'][number] => ({
    when: { kind: 'call', name: '=', args: [column, literalOf(from)] },
    value: cast(literalOf(to), field.dataType),
  }))
  return { kind: 'caseWhen', branches, otherwise: column }
}

function isPresent(name: string, field: StructField | undefined): Expression {
  const column = columnNamed(name)
  const notNull: Expression = { kind: 'call', name: 'isnotnull', args: [column] }
  if (field === undefined || !isFractional(field.dataType)) return notNull
  const isNumber: Expression = { kind: 'call', name: '!', args: [{ kind: 'call', name: 'isnan', args: [column] }] }
  return { kind: 'and', left: notNull, right: isNumber }
}

function asNumber(condition: Expression): Expression {
  return { kind: 'caseWhen', branches: [{ when: condition, value: literalOf(1) }], otherwise: literalOf(0) }
}

function cast(child: Expression, to: DataType): Expression {
  return { kind: 'cast', child, to, mode: 'ansi' }
}

function fieldNamed(schema: StructType, name: string): StructField | undefined {
  return schema.fields.find((field) => field.name.toLowerCase() === name.toLowerCase())
}

type Kind = 'number' | 'string' | 'boolean'

function requireKind(value: unknown): Kind {
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value as 'string' | 'boolean'
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Decimal) return 'number'
  throw new AnalysisException('UNSUPPORTED_FEATURE', {
    feature: `${value === null ? 'null' : `A value of ${typeof value}`} in na.fill or na.replace`,
    hint: 'Use a number, text or a boolean; for other types coalesce or when.',
  })
}

function isOfKind(type: DataType, kind: Kind): boolean {
  return kind === 'number' ? isNumeric(type) : type.kind === kind
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !(value instanceof Decimal)
}
