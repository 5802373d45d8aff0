/** The little of `pg`'s client that SQL needs; results of several statements in one text come as an array. */
export interface SqlClient {
  query(text: string, values?: readonly unknown[]): Promise<unknown>
}

export type SqlRow = Readonly<Record<string, unknown>>

/** The rows of one statement. */
export async function queryRows(
  client: SqlClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly SqlRow[]> {
  const result = (await client.query(text, [...values])) as { readonly rows: readonly SqlRow[] }
  return result.rows
}

/** The rows of the last statement of several, which take no parameters. */
export async function queryLast(client: SqlClient, text: string): Promise<readonly SqlRow[]> {
  const result = await client.query(text)
  const last = Array.isArray(result) ? result.at(-1) : result
  return (last as { readonly rows: readonly SqlRow[] }).rows
}
