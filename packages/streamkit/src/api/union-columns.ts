import { AnalysisException } from '../errors/streamkit-error.ts'
import type { Expression } from '../expressions/expression.ts'
import { type StructField, type StructType, voidType } from '../types/data-type.ts'
import { aliased, columnNamed } from './projection-of.ts'

/** How `unionByName` treats a column that only one side has. */
export interface UnionByNameOptions {
  /** It is null on the other side; else an error. Default false. */
  readonly allowMissingColumns?: boolean
}

/** Refuses a union by position of the same names in another order: it would put values into the wrong columns without a word. */
export function checkUnion(left: StructType, right: StructType): void {
  const [a, b] = [namesOf(left), namesOf(right)]
  const permuted = a.length === b.length && a.join('\0') !== b.join('\0') && sorted(a) === sorted(b)
  if (permuted) throw new AnalysisException('UNION_COLUMN_ORDER', { left: a.join(', '), right: b.join(', ') })
}

/** The columns of both sides in the order of the left; what only the right has comes last. */
export function alignedColumns(
  left: StructType,
  right: StructType,
  options: UnionByNameOptions,
): readonly [readonly Expression[], readonly Expression[]] {
  const onlyRight = right.fields.filter((f) => find(left, f.name) === undefined)
  const names = [...left.fields, ...onlyRight].map((f) => f.name)
  const allowed = options.allowMissingColumns ?? false
  return [columnsIn(left, names, allowed), columnsIn(right, names, allowed)]
}

function columnsIn(schema: StructType, names: readonly string[], allowMissing: boolean): readonly Expression[] {
  return names.map((name) => {
    const field = find(schema, name)
    // without permission the name stays, and analysis says what is missing
    if (field !== undefined || !allowMissing) return columnNamed(field?.name ?? name)
    return aliased({ kind: 'literal', value: null, dataType: voidType }, name)
  })
}

function find(schema: StructType, name: string): StructField | undefined {
  return schema.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())
}

function namesOf(schema: StructType): readonly string[] {
  return schema.fields.map((f) => f.name.toLowerCase())
}

function sorted(names: readonly string[]): string {
  return [...names].sort().join('\0')
}
