/** The tables and views of a session: what `session.table` and SQL find by name, in any case. */
export interface Catalog {
  /** All tables and views, by name. Spark: `catalog.listTables`. */
  listTables(): readonly CatalogTable[]
  /** Whether a table or view of that name is there. Spark: `catalog.tableExists`. */
  tableExists(name: string): boolean
  /** Forgets a view. False if there is none of that name. Frames that were made from it go on. Spark: `catalog.dropTempView`. */
  dropTempView(name: string): boolean
}

/** A table or view of the {@link Catalog}. */
export interface CatalogTable {
  readonly name: string
  /** `TEMPORARY`: a view of the session, or what a memory sink has collected. `EXTERNAL`: files below the warehouse. */
  readonly tableType: 'TEMPORARY' | 'EXTERNAL'
  readonly isTemporary: boolean
}
