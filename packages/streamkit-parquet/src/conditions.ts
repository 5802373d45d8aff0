import { errorsOf } from '@streamkit/core/connector'

/** Every condition that `@streamkit/parquet` can raise. Alphabetical. */
export const conditions = {
  'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH': {
    sqlState: 'KD001',
    template:
      'The file <path> cannot be read: its column <column> is <actualType>, the schema says <expectedType>. Give the column the type of the file and cast it in the query.',
  },
  INVALID_PARQUET_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of parquet has the value <value>, expected <expected>.',
  },
  PARQUET_CODEC_NOT_AVAILABLE: {
    sqlState: '56038',
    template: 'Parquet pages cannot be packed with <codec> here: <reason>. Choose one of <available>.',
  },
  PARQUET_COLUMN_NOT_WRITABLE: {
    sqlState: '0A000',
    template: 'The column <column> cannot be written to parquet: <reason>. Drop it or cast it before writing.',
  },
  PARQUET_FILE_CORRUPT: {
    sqlState: '58030',
    template:
      'The file <path> cannot be read as parquet<place>: <reason>. Restore it from where it came from, or take it away.',
  },
  PARQUET_NULL_NOT_ALLOWED: {
    sqlState: '23502',
    template: 'The column <column> of <path> has a null, which the schema does not allow. Make the column nullable.',
  },
  PARQUET_SCHEMAS_DIFFER: {
    sqlState: '42KD9',
    template:
      'The file <path> has the column <column> as <actualType>, other files have it as <expectedType>. Read them one by one, or give a schema.',
  },
  PARQUET_VALUE_NOT_EXACT: {
    sqlState: '22003',
    template:
      'The value <value> of the column <column> in <path> cannot be a <expectedType> without a loss: <reason>. <hint>',
  },
  UNSUPPORTED_PARQUET_TYPE: {
    sqlState: '0A000',
    template: 'The column <column> of <path> is <parquetType>, which cannot be read. Leave it out of the schema.',
  },
} as const

/** Makes an error of this package. */
export const raise: ReturnType<typeof errorsOf<typeof conditions>> = errorsOf(conditions)
