import { type StructType, structType } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import type { SqlClient } from '../connection/sql-client.ts'
import { displayName, parseTableName, qualifiedName, quoteIdentifier } from '../sql/identifier.ts'
import { readTypeOf } from '../types/data-type-of.ts'
import {
  describeFields,
  describeTable,
  type ResultField,
  similarTables,
  type TableColumn,
} from '../types/table-catalog.ts'

/** What is read: a table, or the result of a query. */
export type Relation =
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'query'; readonly sql: string }

/** A relation as the database describes it. */
export interface RelationDescription {
  readonly schema: StructType
  /** As SQL puts it behind FROM. */
  readonly from: string
  /** What SQL selects for each column. */
  readonly selections: readonly string[]
}

/** Asks the database for the columns, inside a transaction that reads. */
export async function describeRelation(client: SqlClient, relation: Relation): Promise<RelationDescription> {
  if (relation.kind === 'table') {
    const name = parseTableName(relation.table)
    const table = await describeTable(client, name)
    if (table === null) {
      const similar = await similarTables(client, name)
      const hint = similar.length === 0 ? '' : ` (there is ${similar.join(', ')})`
      throw raise('SINK_TABLE_NOT_FOUND', { table: displayName(name), hint })
    }
    return description(table.columns, qualifiedName(table.name))
  }
  const from = `(${relation.sql.replace(/;\s*$/, '')}\n) AS q`
  const { fields } = (await client.query(`SELECT * FROM ${from} LIMIT 0`)) as {
    readonly fields: readonly ResultField[]
  }
  return description(await describeFields(client, fields), from)
}

function description(columns: readonly TableColumn[], from: string): RelationDescription {
  const types = columns.map((column) => readTypeOf(column.type, column.name))
  return {
    schema: structType(
      columns.map(({ name, notNull }, i) => ({ name, dataType: types[i]?.dataType as never, nullable: !notNull })),
    ),
    from,
    selections: columns.map(({ name, type }, i) => {
      const column = quoteIdentifier(name)
      return types[i]?.asText === true ? `${column}::text${type.kind === 'array' ? '[]' : ''}` : column
    }),
  }
}
