import { nearestNames } from '../analysis/nearest-names.ts'
import type { Catalog, CatalogTable } from '../api/catalog.ts'
import type { MemoryTable } from '../connectors/memory/memory-sink.ts'
import { AnalysisException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { LogicalPlan } from '../plan/logical-plan.ts'

interface View {
  readonly name: string
  readonly plan: LogicalPlan
}

/** Tables of files that a session has met. */
export interface KnownTables {
  names(): readonly string[]
  /** Reads all of it; null: there is none of that name. */
  relation(name: string): LogicalPlan | null
}

/** What names mean in a session: its views, the tables of memory sinks, and the tables of files that it has met. */
export class SessionCatalog implements Catalog {
  readonly #views = new Map<string, View>()
  readonly #memoryTables: ReadonlyMap<string, MemoryTable>

  readonly #fileTables: KnownTables

  constructor(memoryTables: ReadonlyMap<string, MemoryTable>, fileTables: KnownTables) {
    this.#memoryTables = memoryTables
    this.#fileTables = fileTables
  }

  listTables(): readonly CatalogTable[] {
    const files = new Set(this.#fileTables.names())
    const isTemporary = (name: string) => this.#views.has(name.toLowerCase()) || !files.has(name)
    return [...this.#names()].sort().map((name) => ({
      name,
      tableType: isTemporary(name) ? 'TEMPORARY' : 'EXTERNAL',
      isTemporary: isTemporary(name),
    }))
  }

  tableExists(name: string): boolean {
    return this.#find(name) !== null
  }

  dropTempView(name: string): boolean {
    return this.#views.delete(name.toLowerCase())
  }

  /** Gives a plan a name. Throws TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS, and TEMP_TABLE_OR_VIEW_ALREADY_EXISTS if it may not replace another. */
  createView(name: string, plan: LogicalPlan, replace: boolean): void {
    if (!/^[\p{L}\p{N}_]+$/u.test(name)) {
      throw new AnalysisException('TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS', { actualName: `\`${name}\`` })
    }
    if (!replace && this.#views.has(name.toLowerCase())) {
      throw new AnalysisException('TEMP_TABLE_OR_VIEW_ALREADY_EXISTS', { relationName: `\`${name}\`` })
    }
    this.#views.set(name.toLowerCase(), { name, plan })
  }

  /** The plan that a name stands for. Throws TABLE_OR_VIEW_NOT_FOUND with the names most like it. */
  relation(nameParts: readonly string[]): LogicalPlan {
    const name = nameParts.join('.')
    const found = nameParts.length === 1 ? this.#find(name) : null
    if (found !== null) return found
    throw tableNotFound(name, this.#names())
  }

  #find(name: string): LogicalPlan | null {
    const view = this.#views.get(name.toLowerCase())
    if (view !== undefined) return view.plan
    const table = this.#memoryTables.get(name)
    if (table?.schema == null) return this.#fileTables.relation(name)
    return {
      kind: 'localRelation',
      schema: table.schema,
      description: `memory table ${name}`,
      chunks: () => table.chunks(),
    }
  }

  #names(): readonly string[] {
    const views = [...this.#views.values()].map(({ name }) => name)
    const memory = [...this.#memoryTables].flatMap(([name, { schema }]) => (schema ? [name] : []))
    return [...new Set([...views, ...memory, ...this.#fileTables.names()])]
  }
}

/** The error that there is no such name among these, with those most like it. */
export function tableNotFound(name: string, known: readonly string[]): Error {
  const nearest = nearestNames(name, known).map((candidate) => `\`${candidate}\``)
  return new IllegalArgumentException('TABLE_OR_VIEW_NOT_FOUND', {
    relationName: name,
    proposal: nearest.length === 0 ? 'It has none.' : `Did you mean ${nearest.join(', ')}?`,
  })
}
