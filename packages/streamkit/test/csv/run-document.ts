import { csvFormat } from '../../src/connectors/csv/csv-format.ts'
import type { CsvTuning } from '../../src/connectors/csv/csv-tuning.ts'
import { formatDate, formatTimestampNtz } from '../../src/expressions/datetime/format-datetime.ts'
import { decimalToText } from '../../src/expressions/numbers/decimal-text.ts'
import { type DataType, type StructType, simpleString } from '../../src/types/data-type.ts'
import { bytesOf, csvContext, readCsv } from './read-csv.ts'
import { simpleSchema } from './simple-schema.ts'

/** A document of csv.json. */
export interface CsvDocument {
  readonly name: string
  readonly schema: string | null
  readonly options: Readonly<Record<string, string>>
  readonly text?: string
  readonly base64?: string
  readonly conf?: Readonly<Record<string, string>>
  readonly expected: {
    readonly schema?: readonly (readonly [name: string, type: string])[]
    readonly rows?: readonly (readonly unknown[])[]
    readonly error?: { readonly condition: string; readonly chain?: readonly string[] }
  }
}

function contentOf(document: CsvDocument): Uint8Array {
  return document.base64 === undefined ? bytesOf(document.text as string) : Buffer.from(document.base64, 'base64')
}

async function schemaOf(document: CsvDocument): Promise<StructType> {
  if (document.schema !== null) return simpleSchema(document.schema)
  const content = contentOf(document)
  const files = [{ path: '/data/file.csv', size: content.length, mtimeMs: 0 }]
  const infer = csvFormat().inferSchema
  if (infer === undefined) throw new TypeError('csv finds schemas')
  return infer({ ...csvContext({ content, options: document.options }), files })
}

/** What is read from a document, written as the corpus writes it. */
export async function readDocument(
  document: CsvDocument,
  pieceBytes: number,
  road: CsvTuning['road'],
): Promise<NonNullable<Pick<CsvDocument['expected'], 'schema' | 'rows'>>> {
  const schema = await schemaOf(document)
  const zone = document.conf?.['spark.sql.session.timeZone']
  const { rows } = await readCsv({
    content: contentOf(document),
    schema,
    options: document.options,
    tuning: { pieceBytes, road },
    ...(zone === undefined ? {} : { timeZone: zone }),
  })
  return {
    schema: schema.fields.map((field) => [field.name, simpleString(field.dataType)]),
    rows: rows.map((row) =>
      row.map((value, i) => written(value, (schema.fields[i] as { dataType: DataType }).dataType)),
    ),
  }
}

/** A value as the corpus writes it. */
function written(value: unknown, type: DataType): unknown {
  if (value === null) return null
  switch (type.kind) {
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $bigint: String(value) }
    case 'date':
      return formatDate(value as number)
    case 'timestamp':
      return `${formatTimestampNtz(value as number, 'T')}Z`
    case 'timestamp_ntz':
      return formatTimestampNtz(value as number, 'T')
    case 'decimal':
      return { $decimal: decimalToText(value as number | bigint, type.scale) }
    case 'double':
    case 'float': {
      const number = value as number
      if (Object.is(number, -0)) return { $double: '-0.0' }
      return Number.isFinite(number) ? number : { $double: String(number) }
    }
    default:
      return value
  }
}
