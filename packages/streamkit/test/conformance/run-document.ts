import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { csvFormat } from '../../src/connectors/csv/csv-format.ts'
import { jsonFormat } from '../../src/connectors/json/json-format.ts'
import { textFormat } from '../../src/connectors/text/text-format.ts'
import type { FileFormat, FileReadRequest } from '../../src/contracts/file-format.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { formatTimestampNtz } from '../../src/expressions/datetime/format-datetime.ts'
import { type DataType, type StructType, simpleString } from '../../src/types/data-type.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { bytesOf, csvContext, rowsOf } from '../csv/read-csv.ts'
import { toCorpus } from './corpus-value.ts'

/** A file of text with what Spark reads of it. */
export interface CorpusDocument {
  readonly name: string
  readonly area: string
  readonly schema: string | null
  readonly options: Readonly<Record<string, string>>
  readonly text?: string
  readonly base64?: string
  readonly conf?: Readonly<Record<string, string>>
  readonly expected: DocumentOutcome
}

export interface DocumentOutcome {
  readonly schema?: readonly (readonly [name: string, type: string])[]
  readonly rows?: readonly (readonly unknown[])[]
  readonly error?: { readonly condition: string; readonly chain?: readonly string[] }
}

export const documentAreas = ['csv', 'json', 'text'] as const
export type DocumentArea = (typeof documentAreas)[number]

/** The documents of an area in a folder; none if it has no such file. */
export function readDocuments(folder: string, area: DocumentArea): readonly CorpusDocument[] {
  const path = join(folder, `${area}.json`)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly CorpusDocument[]) : []
}

function formatOf(area: string, pieceBytes: number): FileFormat {
  if (area === 'json') return jsonFormat(pieceBytes)
  return area === 'text' ? textFormat(pieceBytes) : csvFormat({ pieceBytes })
}

/** What StreamKit reads of a document, in the form of the corpus. `pieceBytes`: how much is read at a time, which must not show. */
export async function runDocument(document: CorpusDocument, pieceBytes: number): Promise<DocumentOutcome> {
  const content = document.base64 === undefined ? bytesOf(document.text ?? '') : Buffer.from(document.base64, 'base64')
  const timeZone = document.conf?.['spark.sql.session.timeZone'] ?? 'UTC'
  const context = csvContext({ content, options: document.options, timeZone })
  const file = { path: '/data/file', size: content.length, mtimeMs: 0 }
  const format = formatOf(document.area, pieceBytes)
  try {
    const schema =
      document.schema === null ? await format.inferSchema?.({ ...context, files: [file] }) : parseDdl(document.schema)
    if (schema === undefined) throw new TypeError(`${format.name} finds no schema`)
    const rows: unknown[][] = []
    const reader = format.reader({ ...context, schema })
    for await (const batch of reader.read(file, requestOf(schema))) rows.push(...rowsOf(batch))
    return {
      schema: schema.fields.map(({ name, dataType }) => [name, simpleString(dataType)]),
      rows: rows.map((row) => row.map((value, i) => written(value, schema.fields[i]?.dataType as DataType))),
    }
  } catch (error) {
    if (!isStreamKitError(error)) throw error
    return { error: { condition: error.condition, chain: chainOf(error) } }
  }
}

function requestOf(schema: StructType): FileReadRequest {
  const columns = schema.fields.map((_, i) => i)
  return { columns, batchId: 0, signal: new AbortController().signal, report: () => {}, badRecords: null }
}

/** As the corpus writes values of files: instants as text, the entries of maps in order. */
function written(value: unknown, type: DataType): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'timestamp':
      return `${formatTimestampNtz(value as number, 'T')}Z`
    case 'timestamp_ntz':
      return formatTimestampNtz(value as number, ' ')
    case 'float':
      return Number.isFinite(value) && value !== 0 ? value : toCorpus(value, type, 'text')
    case 'array':
      return (value as unknown[]).map((item) => written(item, type.element))
    case 'struct':
      return (value as unknown[]).map((item, i) => written(item, type.fields[i]?.dataType as DataType))
    case 'map': {
      const entries = [...(value as ReadonlyMap<unknown, unknown>)].map(([k, v]) => [
        written(k, type.key),
        written(v, type.value),
      ])
      return { $map: entries.sort(([a], [b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
    }
    default:
      return toCorpus(value, type, 'text')
  }
}

function chainOf(error: unknown): readonly string[] {
  return isStreamKitError(error) ? [error.condition, ...chainOf(error.cause)] : []
}

/** Whether both read the same, or both refuse for the same reason. */
export function sameDocument(actual: DocumentOutcome, expected: DocumentOutcome): boolean {
  if (expected.error === undefined) {
    return JSON.stringify([actual.schema, actual.rows]) === JSON.stringify([expected.schema, expected.rows])
  }
  const chain = actual.error?.chain ?? []
  const wanted = expected.error.chain ?? [expected.error.condition]
  return chain.length > 0 && wanted.some((condition) => chain.includes(condition))
}
