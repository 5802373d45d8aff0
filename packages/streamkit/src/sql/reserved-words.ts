/** Words that begin the next part of a query, and are no name without AS. */
export const reservedAfterColumn: ReadonlySet<string> = new Set([
  ...['FROM', 'WHERE', 'GROUP', 'HAVING', 'ORDER', 'SORT', 'LIMIT', 'OFFSET', 'WINDOW', 'QUALIFY', 'LATERAL'],
  ...['UNION', 'INTERSECT', 'EXCEPT', 'MINUS', 'CLUSTER', 'DISTRIBUTE'],
])

/** The same behind a table. */
export const reservedAfterTable: ReadonlySet<string> = new Set([
  ...reservedAfterColumn,
  ...['JOIN', 'INNER', 'CROSS', 'LEFT', 'RIGHT', 'FULL', 'SEMI', 'ANTI', 'NATURAL', 'ON', 'USING'],
  ...['TABLESAMPLE', 'PIVOT', 'UNPIVOT'],
])
