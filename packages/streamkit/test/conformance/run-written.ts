import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { csvFormat } from '../../src/connectors/csv/csv-format.ts'
import { jsonFormat } from '../../src/connectors/json/json-format.ts'
import { textFormat } from '../../src/connectors/text/text-format.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import type { DataType } from '../../src/types/data-type.ts'
import { parseDdl } from '../../src/types/ddl.ts'
import { writeText } from '../text-files/write-text.ts'
import { type CorpusValue, fromCorpus } from './corpus-value.ts'

/** A file that Spark wrote: of which rows, and its content or the condition with which it was refused. */
export interface WrittenCase {
  readonly name: string
  readonly format: 'csv' | 'json' | 'text'
  readonly schema: string
  readonly rows: readonly (readonly CorpusValue[])[]
  readonly options: Readonly<Record<string, string>>
  readonly expected: { readonly text?: string; readonly base64?: string; readonly error?: string }
}

/** The files that Spark wrote, of a folder; none if it has no such list. */
export function readWritten(folder: string): readonly WrittenCase[] {
  const path = join(folder, 'written.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as readonly WrittenCase[]) : []
}

const formats = { csv: csvFormat(), json: jsonFormat(), text: textFormat() } as const

/** How the rows reach the encoder: nothing that shows in the file. */
export interface WrittenWay {
  readonly utf8: boolean
  readonly chunkRows: number
}

/** What StreamKit writes, in the form of the corpus. */
export function runWritten({ format, schema, rows, options }: WrittenCase, way: WrittenWay): WrittenCase['expected'] {
  try {
    const type = parseDdl(schema)
    const internal = rows.map((row) => row.map((v, i) => fromCorpus(v, type.fields[i]?.dataType as DataType)))
    const bytes = writeText({ format: formats[format], schema: type, rows: internal, options, ...way })
    const text = bytes.toString('utf8')
    return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString('base64') }
  } catch (error) {
    if (isStreamKitError(error)) return { error: error.condition }
    throw error
  }
}
