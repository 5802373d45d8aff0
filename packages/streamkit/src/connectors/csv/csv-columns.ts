import { AnalysisException, IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { type StructField, type StructType, simpleString, sqlType } from '../../types/data-type.ts'
import type { CsvOptions } from './csv-options.ts'
import { type ColumnDecoder, columnDecoder } from './decode/column-decoder.ts'

/** A column that stands in the files. */
export interface FileColumn {
  readonly field: StructField
  /** Ordinal in the schema. */
  readonly ordinal: number
  readonly decode: ColumnDecoder
}

/** The schema as the reader sees it: what is in the files, and what is made up. */
export interface CsvColumns {
  /** In file order. */
  readonly inFile: readonly FileColumn[]
  /** Ordinal of the column for the text of malformed records, -1 if the schema has none. */
  readonly corruptOrdinal: number
}

/** Checks the schema: types that CSV can hold, and the column for corrupt records. */
export function csvColumns(schema: StructType, options: CsvOptions, timeZone: string): CsvColumns {
  const corruptOrdinal = schema.fields.findIndex((field) => field.name === options.columnNameOfCorruptRecord)
  if (corruptOrdinal >= 0) checkCorruptColumn(schema.fields[corruptOrdinal] as StructField)
  const inFile = schema.fields.flatMap((field, ordinal) =>
    ordinal === corruptOrdinal ? [] : [{ field, ordinal, decode: columnDecoder(field, options, timeZone) }],
  )
  if (inFile.length > options.maxColumns) {
    throw new IllegalArgumentException('INVALID_CSV_OPTION', {
      option: 'maxColumns',
      value: options.maxColumns,
      reason: `the schema has ${inFile.length} columns`,
    })
  }
  return { inFile, corruptOrdinal }
}

function checkCorruptColumn(field: StructField): void {
  if (field.dataType.kind === 'string' && field.nullable) return
  throw new AnalysisException('INVALID_CORRUPT_RECORD_TYPE', {
    columnName: field.name,
    actualType: field.dataType.kind === 'string' ? 'STRING NOT NULL' : sqlType(field.dataType),
  })
}

/** What is wrong with a column's value, for people. */
export function badFieldReason(field: StructField, isMissing: boolean): string {
  return isMissing
    ? `column \`${field.name}\` must not be null`
    : `column \`${field.name}\` is no ${simpleString(field.dataType).toUpperCase()}`
}
