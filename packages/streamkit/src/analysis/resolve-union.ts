import { AnalysisException } from '../errors/streamkit-error.ts'
import { commonType, sameRepresentation } from '../expressions/common-type.ts'
import type { ExpressionConf } from '../expressions/expression.ts'
import type { ResolvedPlan } from '../plan/resolved-plan.ts'
import { type DataType, type StructField, type StructType, sqlType } from '../types/data-type.ts'
import { columnReference, project } from './resolve-projection.ts'

/** Columns meet by position: names are those of the first child, types are widened to one that holds all. */
export function resolveUnion(children: readonly ResolvedPlan[], conf: ExpressionConf): ResolvedPlan {
  const [first, ...others] = children as [ResolvedPlan, ...ResolvedPlan[]]
  for (const other of others) {
    const [expected, found] = [first.schema.fields.length, other.schema.fields.length]
    if (found !== expected) {
      throw new AnalysisException('NUM_COLUMNS_MISMATCH', { firstNumColumns: expected, invalidNumColumns: found })
    }
  }
  const fields = first.schema.fields.map((field, i) =>
    unionField(field, i, { others: others.map((o) => o.schema), conf }),
  )
  const schema: StructType = { kind: 'struct', fields }
  return { kind: 'union', children: children.map((child) => castTo(child, schema, conf)), schema }
}

function unionField(
  first: StructField,
  ordinal: number,
  { others, conf }: { readonly others: readonly StructType[]; readonly conf: ExpressionConf },
): StructField {
  let dataType: DataType = first.dataType
  let nullable = first.nullable
  // As in Spark the first input decides what is known of the column, whether it is an event time too.
  const { metadata } = first
  for (const other of others) {
    const field = other.fields[ordinal] as StructField
    const common = commonType(dataType, field.dataType, conf)
    if (common === null) {
      throw new AnalysisException('INCOMPATIBLE_COLUMN_TYPE', {
        columnOrdinal: ordinal + 1,
        columnName: first.name,
        dataType1: sqlType(field.dataType),
        dataType2: sqlType(dataType),
      })
    }
    dataType = common
    nullable ||= field.nullable
  }
  return { name: first.name, dataType, nullable, ...(metadata === undefined ? {} : { metadata }) }
}

function castTo(child: ResolvedPlan, schema: StructType, conf: ExpressionConf): ResolvedPlan {
  const same = child.schema.fields.every((field, i) =>
    sameRepresentation(field.dataType, (schema.fields[i] as StructField).dataType),
  )
  if (same) return child
  const columns = schema.fields.map((field, ordinal) => {
    const reference = columnReference(child.schema, ordinal)
    if (sameRepresentation(reference.dataType, field.dataType)) return { name: field.name, expression: reference }
    const mode = conf.ansi ? ('ansi' as const) : ('legacy' as const)
    return {
      name: field.name,
      expression: { kind: 'cast' as const, child: reference, to: field.dataType, mode, nullable: field.nullable },
    }
  })
  return project(child, columns)
}
