import { resolve } from 'node:path'
import type { Entropy } from '../contracts/clock.ts'
import type { FileSystem } from '../contracts/file-system.ts'
import { CheckpointFiles } from '../durable/checkpoint-files.ts'
import { AnalysisException, CheckpointException, IllegalArgumentException } from '../errors/streamkit-error.ts'
import { type StructType, sameType, simpleString } from '../types/data-type.ts'
import { parseDdl } from '../types/ddl.ts'
import { toDdl } from '../types/to-ddl.ts'
import { localPath } from './checkpoint-folder.ts'

/** A table of files. */
export interface TableDefinition {
  /** In lower case. */
  readonly name: string
  readonly format: string
  /** Columns in the files first, then the partition columns. */
  readonly schema: StructType
  readonly partitionBy: readonly string[]
  /** How the files are to be read: the options of their writer that readers have, too. */
  readonly options: Readonly<Record<string, string>>
}

/** Options that mean the same to who writes and who reads. */
const sharedOptions = [
  'sep',
  'delimiter',
  'quote',
  'escape',
  'charToEscapeQuoteEscaping',
  'comment',
  'header',
  'nullValue',
  'emptyValue',
  'dateFormat',
  'timestampFormat',
  'timestampNTZFormat',
  'timeZone',
  'encoding',
  'charset',
  'lineSep',
].map((name) => name.toLowerCase())

const definitions = '_tables'

/**
 * The tables of a session: folders below its warehouse, which outlive it. What a table is like is kept in `_tables/<name>.json`: `{"format":"csv","schema":"n INT, day DATE",
 * "partitionBy":["day"],"options":{}}`.
 */
export class TableCatalog {
  readonly #warehouse: string | null
  readonly #files: CheckpointFiles
  readonly #known = new Map<string, TableDefinition>()

  constructor(warehouse: string | undefined, { fileSystem, entropy }: { fileSystem: FileSystem; entropy: Entropy }) {
    this.#warehouse = warehouse === undefined ? null : localPath(warehouse)
    this.#files = new CheckpointFiles(fileSystem, entropy)
  }

  /** Where the files of a table are. Throws WAREHOUSE_REQUIRED, INVALID_IDENTIFIER. */
  folderOf(name: string): string {
    return resolve(this.#folder(), folded(name))
  }

  /** A table that this session has made or looked up; null: perhaps only {@link find} knows it. */
  known(name: string): TableDefinition | null {
    return this.#known.get(name.toLowerCase()) ?? null
  }

  /** The tables that this session has made or looked up. */
  names(): readonly string[] {
    return [...this.#known.keys()]
  }

  /** A table of the warehouse, null if there is none of that name. */
  async find(name: string): Promise<TableDefinition | null> {
    if (this.#warehouse === null) return null
    const table = folded(name)
    const directory = `${this.#warehouse}/${definitions}`
    const text = await this.#files.read(directory, `${table}.json`)
    if (text === null) return null
    const definition = parsed(table, text)
    if (definition === null) {
      const path = `${directory}/${table}.json`
      throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is no definition of a table' })
    }
    this.#known.set(table, definition)
    return definition
  }

  /** Makes a table, or replaces what is known of it. Durable when it resolves. */
  async put(definition: TableDefinition): Promise<void> {
    const { name, format, schema, partitionBy, options } = definition
    const directory = `${this.#folder()}/${definitions}`
    await this.#files.makeDirectory(directory)
    const text = JSON.stringify({ format, schema: toDdl(schema), partitionBy, options })
    await this.#files.replace(directory, `${name}.json`, text)
    this.#known.set(name, definition)
  }

  #folder(): string {
    if (this.#warehouse !== null) return this.#warehouse
    throw new IllegalArgumentException('WAREHOUSE_REQUIRED', {})
  }
}

/** What a table of these rows would be. */
export function tableOf(init: {
  readonly name: string
  readonly format: string
  readonly schema: StructType
  readonly partitionBy: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}): TableDefinition {
  const isPartition = (name: string) => init.partitionBy.some((column) => column.toLowerCase() === name.toLowerCase())
  const { fields } = init.schema
  const partitions = init.partitionBy.flatMap((column) =>
    fields.filter((f) => f.name.toLowerCase() === column.toLowerCase()),
  )
  const options = Object.entries(init.options).filter(([name]) => sharedOptions.includes(name.toLowerCase()))
  return {
    name: folded(init.name),
    format: init.format.toLowerCase(),
    // as in Spark, everything that comes out of files may be null
    schema: {
      kind: 'struct',
      fields: [...fields.filter(({ name }) => !isPartition(name)), ...partitions].map((f) => ({
        ...f,
        nullable: true,
      })),
    },
    partitionBy: init.partitionBy,
    options: Object.fromEntries(options.map(([name, value]) => [name, String(value)])),
  }
}

/** Throws INCOMPATIBLE_DATA_FOR_TABLE unless rows of `given` can be added to the table: its columns, by name, in any order. */
export function refuseOtherRows(table: TableDefinition, given: TableDefinition): void {
  const refuse = (reason: string): never => {
    throw new AnalysisException('INCOMPATIBLE_DATA_FOR_TABLE', { tableName: table.name, reason })
  }
  if (given.format !== table.format) refuse(`its format is ${table.format}, not ${given.format}`)
  if (given.partitionBy.join().toLowerCase() !== table.partitionBy.join().toLowerCase())
    refuse(`it is partitioned by [${table.partitionBy.join(', ')}], not by [${given.partitionBy.join(', ')}]`)
  if (given.schema.fields.length !== table.schema.fields.length)
    refuse(`its columns are ${simpleString(table.schema)}, not ${simpleString(given.schema)}`)
  for (const { name, dataType } of table.schema.fields) {
    const field = given.schema.fields.find((f) => f.name.toLowerCase() === name.toLowerCase())
    if (field === undefined) refuse(`there is no column ${name}`)
    else if (!sameType(field.dataType, dataType))
      refuse(`its column ${name} is of type ${simpleString(dataType)}, not ${simpleString(field.dataType)}`)
  }
}

function folded(name: string): string {
  if (/^[A-Za-z][A-Za-z0-9_]*$/.test(name)) return name.toLowerCase()
  throw new IllegalArgumentException('INVALID_IDENTIFIER', { ident: name })
}

function parsed(name: string, text: string): TableDefinition | null {
  try {
    const { format, schema, partitionBy, options } = JSON.parse(text) as Readonly<Record<string, unknown>>
    if (typeof format !== 'string' || typeof schema !== 'string' || !Array.isArray(partitionBy)) return null
    if (typeof options !== 'object' || options === null) return null
    return { name, format, schema: parseDdl(schema), partitionBy: partitionBy.map(String), options: { ...options } }
  } catch {
    return null
  }
}
