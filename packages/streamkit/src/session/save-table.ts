import type { BatchWriteSpec } from '../api/frame-runtime.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import type { StructType } from '../types/data-type.ts'
import { refuseOtherRows, type TableCatalog, tableOf } from './table-catalog.ts'

/** Writes a frame as a table of the warehouse: `write` puts the files into its folder. */
export async function saveTable(
  { name, spec, schema }: { readonly name: string; readonly spec: BatchWriteSpec; readonly schema: StructType },
  catalog: TableCatalog,
  write: (spec: BatchWriteSpec) => Promise<void>,
): Promise<void> {
  const path = catalog.folderOf(name)
  const existing = await catalog.find(name)
  const partitionBy =
    spec.partitionBy.length === 0 && spec.mode === 'append' ? (existing?.partitionBy ?? []) : spec.partitionBy
  const table = tableOf({ ...spec, name, schema, partitionBy })
  if (existing === null || spec.mode === 'overwrite') {
    await write({ ...spec, path, partitionBy, mode: spec.mode === 'ignore' ? 'errorifexists' : spec.mode })
    return catalog.put(table)
  }
  if (spec.mode === 'ignore') return
  if (spec.mode === 'errorifexists')
    throw new AnalysisException('TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: existing.name })
  refuseOtherRows(existing, table)
  // by name, as in Spark: files of CSV know columns by their places
  const expressions = existing.schema.fields.map((field) => ({ kind: 'attribute' as const, nameParts: [field.name] }))
  await write({
    ...spec,
    plan: { kind: 'project', child: spec.plan, expressions },
    path,
    partitionBy,
    options: { ...spec.options, ...existing.options },
  })
}
