import { queryRows, type SqlClient, type SqlRow } from '../connection/sql-client.ts'
import { qualifiedName, type TableName } from '../sql/identifier.ts'
import type { PgType } from './pg-type.ts'

/** A column as the database has it. */
export interface TableColumn {
  readonly name: string
  readonly type: PgType
  readonly notNull: boolean
  /** A row may leave it out: it has a default or is made by the database. */
  readonly hasDefault: boolean
  /** GENERATED ALWAYS: nobody may write it. */
  readonly isGenerated: boolean
}

/** A unique index over plain columns that ON CONFLICT can use. */
export interface UniqueKey {
  readonly columns: readonly string[]
  readonly nullsAreDistinct: boolean
}

/** A table as the database has it. */
export interface TableDescription {
  /** With its schema. */
  readonly name: { readonly schema: string; readonly table: string }
  readonly columns: readonly TableColumn[]
  readonly uniqueKeys: readonly UniqueKey[]
  /** `xmax` tells inserted from updated rows, but not on partitioned or foreign tables and views. */
  readonly isPlainTable: boolean
}

const tableQuery = `
SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p', 'f', 'v')`

// domains are followed down to what they are made of, with the innermost modifier
function columnsQuery(source: string): string {
  return `
SELECT a.attname AS name, a.attnotnull OR d.has_not_null AS not_null, a.atthasdef OR a.attidentity <> '' OR base.typdefault IS NOT NULL AS has_default,
  a.attgenerated <> '' OR a.attidentity = 'a' AS is_generated, pg_catalog.format_type(a.atttypid, a.atttypmod) AS sql,
  base.oid::int8::float8 AS oid, base.typname AS type_name, base.typtype AS type_kind, d.typmod AS typmod, base.typcategory = 'A' AND base.typlen = -1 AS is_array,
  el.oid::int8::float8 AS element_oid, el.typname AS element_name, el.typtype AS element_kind, pg_catalog.format_type(el.oid, d.typmod) AS element_sql
FROM ${source} a
CROSS JOIN LATERAL (
  WITH RECURSIVE down(oid, typmod, has_not_null) AS (
    SELECT a.atttypid, a.atttypmod, false
    UNION ALL
    SELECT t.typbasetype, CASE WHEN t.typtypmod <> -1 THEN t.typtypmod ELSE down.typmod END, down.has_not_null OR t.typnotnull
    FROM down JOIN pg_catalog.pg_type t ON t.oid = down.oid WHERE t.typtype = 'd')
  SELECT down.oid, down.typmod, down.has_not_null FROM down JOIN pg_catalog.pg_type t ON t.oid = down.oid WHERE t.typtype <> 'd'
) d
JOIN pg_catalog.pg_type base ON base.oid = d.oid
LEFT JOIN pg_catalog.pg_type el ON el.oid = base.typelem AND base.typcategory = 'A' AND base.typlen = -1
ORDER BY a.attnum`
}

const tableColumnsQuery = columnsQuery(
  '(SELECT * FROM pg_catalog.pg_attribute WHERE attrelid = $1::oid AND attnum > 0 AND NOT attisdropped)',
)
const fieldsQuery = columnsQuery(
  `(SELECT f.*, false AS attnotnull, false AS atthasdef, '' AS attidentity, '' AS attgenerated
  FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::oid[]), pg_catalog.unnest($3::int4[])) WITH ORDINALITY AS f(attname, atttypid, atttypmod, attnum))`,
)

// usable by ON CONFLICT (columns): unique, valid, checked at once, over all rows, over columns and not expressions
const keysQuery = `
SELECT pg_catalog.array_agg(a.attname::text ORDER BY k.ord) AS columns,
  COALESCE((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::bool, false) AS nulls_not_distinct
FROM pg_catalog.pg_index i
CROSS JOIN LATERAL pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ord)
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
WHERE i.indrelid = $1::oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.ord <= i.indnkeyatts
GROUP BY i.indexrelid, pg_catalog.to_jsonb(i)`

/** What the catalog says of a table, null if there is none of that name. */
export async function describeTable(client: SqlClient, name: TableName): Promise<TableDescription | null> {
  const [table] = await queryRows(client, tableQuery, [qualifiedName(name)])
  if (table === undefined) return null
  const columns = await queryRows(client, tableColumnsQuery, [table.oid])
  const keys = await queryRows(client, keysQuery, [table.oid])
  return {
    name: { schema: String(table.schema), table: String(table.name) },
    columns: columns.map(columnOf),
    uniqueKeys: keys.map((key) => ({
      columns: key.columns as readonly string[],
      nullsAreDistinct: key.nulls_not_distinct !== true,
    })),
    isPlainTable: table.kind === 'r',
  }
}

/** A column of a result, as the protocol describes it. */
export interface ResultField {
  readonly name: string
  readonly dataTypeID: number
  readonly dataTypeModifier: number
}

/** What the catalog says of the columns of a result. */
export async function describeFields(
  client: SqlClient,
  fields: readonly ResultField[],
): Promise<readonly TableColumn[]> {
  const rows = await queryRows(client, fieldsQuery, [
    fields.map((field) => field.name),
    fields.map((field) => field.dataTypeID),
    fields.map((field) => field.dataTypeModifier),
  ])
  return rows.map(columnOf)
}

function columnOf(row: SqlRow): TableColumn {
  return {
    name: String(row.name),
    type: typeOf(row),
    notNull: row.not_null === true,
    hasDefault: row.has_default === true,
    isGenerated: row.is_generated === true,
  }
}

function typeOf(row: SqlRow): PgType {
  const typmod = Number(row.typmod)
  const sql = String(row.sql)
  if (row.is_array !== true) {
    return {
      name: String(row.type_name),
      kind: kindOf(row.type_kind),
      typmod,
      element: null,
      oid: Number(row.oid),
      sql,
    }
  }
  const name = String(row.element_name)
  const element: PgType = {
    name,
    kind: kindOf(row.element_kind),
    typmod,
    element: null,
    oid: Number(row.element_oid),
    sql: String(row.element_sql),
  }
  return { name, kind: 'array', typmod, element, oid: Number(row.oid), sql }
}

function kindOf(typtype: unknown): PgType['kind'] {
  return typtype === 'b' ? 'base' : typtype === 'e' ? 'enum' : 'other'
}

/** Tables whose names differ from the given one by case only, for a hint. */
export async function similarTables(client: SqlClient, { schema, table }: TableName): Promise<readonly string[]> {
  const rows = await queryRows(
    client,
    `SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'f', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
       AND pg_catalog.lower(c.relname) = pg_catalog.lower($1) AND ($2::text IS NULL OR pg_catalog.lower(n.nspname) = pg_catalog.lower($2) OR c.relname = $1)
     ORDER BY 1 LIMIT 3`,
    [table, schema ?? null],
  )
  return rows.map((row) => String(row.name))
}
