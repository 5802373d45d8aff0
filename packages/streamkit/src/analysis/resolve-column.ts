import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression, UnresolvedAttribute } from '../expressions/expression.ts'
import { dataTypeOf, nullableOf, sqlText } from '../expressions/expression-type.ts'
import { literal } from '../expressions/literal.ts'
import { type StructField, simpleString, sqlType } from '../types/data-type.ts'
import { nearestNames } from './nearest-names.ts'
import type { Scope } from './scope.ts'

/** Binds a name to the column it means: `a`, `alias.a`, and fields inside, `a.b.c`. Upper and lower case are one. */
export function resolveColumn(e: UnresolvedAttribute, scope: Scope): Expression {
  const matched = matchColumns(e.nameParts, scope)
  if (matched === null) throw unknownColumn(e, scope)
  const { ordinals, rest } = matched
  if (ordinals.length > 1) throw ambiguous(e, ordinals, scope)
  const ordinal = ordinals[0] as number
  const field = scope.schema.fields[ordinal] as StructField
  const { name, dataType, nullable } = field
  return rest.reduce<Expression>(resolveField, { kind: 'bound', ordinal, name, dataType, nullable })
}

interface Match {
  readonly ordinals: readonly number[]
  /** What is left of the name: fields inside the column. */
  readonly rest: readonly string[]
}

/** The longest qualifier wins; a column without qualifier is tried last. */
function matchColumns(parts: readonly string[], scope: Scope): Match | null {
  for (let used = parts.length - 1; used >= 0; used--) {
    const ordinals = scope.schema.fields
      .map((_, i) => i)
      .filter((i) => same(scope.schema.fields[i]?.name, parts[used]) && hasQualifier(scope, i, parts.slice(0, used)))
    if (ordinals.length > 0) return { ordinals, rest: parts.slice(used + 1) }
  }
  return null
}

function hasQualifier(scope: Scope, ordinal: number, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true
  const qualifier = scope.qualifiers?.[ordinal] ?? []
  const tail = qualifier.slice(qualifier.length - wanted.length)
  return qualifier.length >= wanted.length && wanted.every((part, i) => same(part, tail[i]))
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
}

/** A field of a struct, or the value of a key of a map. */
export function resolveField(child: Expression, name: string): Expression {
  const type = dataTypeOf(child)
  if (type.kind === 'map' && type.key.kind === 'string') {
    return { kind: 'call', name: 'getitem', args: [child, literal(name)], dataType: type.value, nullable: true }
  }
  if (type.kind !== 'struct') {
    throw new AnalysisException('INVALID_EXTRACT_BASE_FIELD_TYPE', {
      base: `"${sqlText(child)}"`,
      other: sqlType(type),
    })
  }
  const found = type.fields.flatMap((f, i) => (same(f.name, name) ? [i] : []))
  if (found.length > 1) {
    const referenceNames = found.map((i) => quoted([type.fields[i]?.name ?? ''])).join(', ')
    throw new AnalysisException('AMBIGUOUS_REFERENCE', { name: quoted([name]), referenceNames: `[${referenceNames}]` })
  }
  const ordinal = found[0]
  if (ordinal === undefined) {
    throw new AnalysisException('FIELD_NOT_FOUND', { fieldName: quoted([name]), fields: simpleString(type) })
  }
  const field = type.fields[ordinal] as StructField
  const nullable = nullableOf(child) || field.nullable
  return { kind: 'getField', child, field: field.name, ordinal, dataType: field.dataType, nullable }
}

function quoted(parts: readonly string[]): string {
  return parts.map((part) => `\`${part}\``).join('.')
}

function fullName(scope: Scope, ordinal: number): string {
  return quoted([...(scope.qualifiers?.[ordinal] ?? []), scope.schema.fields[ordinal]?.name ?? ''])
}

function ambiguous(e: UnresolvedAttribute, ordinals: readonly number[], scope: Scope): AnalysisException {
  const referenceNames = `[${ordinals.map((i) => fullName(scope, i)).join(', ')}]`
  return new AnalysisException('AMBIGUOUS_REFERENCE', { name: quoted(e.nameParts), referenceNames })
}

function unknownColumn(e: UnresolvedAttribute, scope: Scope): AnalysisException {
  const objectName = quoted(e.nameParts)
  const names = scope.schema.fields.map((f) => f.name)
  if (names.length === 0) return new AnalysisException('UNRESOLVED_COLUMN.WITHOUT_SUGGESTION', { objectName })
  const proposal = nearestNames(e.nameParts.at(-1) ?? '', names)
    .map((name) => quoted([name]))
    .join(', ')
  return new AnalysisException('UNRESOLVED_COLUMN.WITH_SUGGESTION', { objectName, proposal })
}
