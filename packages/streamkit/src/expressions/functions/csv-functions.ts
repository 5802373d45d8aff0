import { AnalysisException, ExecutionException } from '../../errors/streamkit-error.ts'
import { type DataType, type StructField, type StructType, stringType, structType } from '../../types/data-type.ts'
import { parseDdl } from '../../types/ddl.ts'
import { textOf } from '../cast/to-string.ts'
import { csvFields, csvText } from '../csv/csv-text.ts'
import { type CsvTextOptions, csvTextOptions } from '../csv/csv-text-options.ts'
import { csvValueReader } from '../csv/csv-value.ts'
import type { CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { anyNullable, argumentAt, requireArguments, unexpectedType } from '../signature.ts'
import { prepared } from './define-function.ts'

type OptionMap = ReadonlyMap<string, string | null>

function optionsOf(site: CallSite, given: OptionMap | undefined): CsvTextOptions {
  const own = site.parameters.options as Readonly<Record<string, unknown>> | undefined
  return csvTextOptions({ ...own, ...Object.fromEntries(given ?? []) }, site.conf)
}

/** Rows bring equal maps, so that options are compared by text. */
const keyOf = (options: OptionMap | undefined): string => JSON.stringify([...(options ?? [])])

function schemaOf(site: CallSite): StructType {
  const given = site.parameters.schema as StructType | undefined
  const text = site.args[1]?.literal
  if (given === undefined && typeof text !== 'string') {
    throw new AnalysisException('INVALID_SCHEMA.NON_STRING_LITERAL', { inputSchema: String(text ?? 'a column') })
  }
  const { fields } = given ?? parseDdl(text as string)
  return structType(fields.map((field) => ({ ...field, nullable: true })))
}

/** Makes a row of one line. */
function rowReader(schema: StructType, options: CsvTextOptions): (text: string) => readonly unknown[] {
  const corrupt = schema.fields.findIndex((field) => field.name === options.corruptRecordColumn)
  const columns = schema.fields.flatMap((field, ordinal) =>
    ordinal === corrupt ? [] : [{ ordinal, read: csvValueReader(field.dataType, options) }],
  )
  return (text) => {
    const fields = csvFields(text, options)
    const row: unknown[] = schema.fields.map(() => null)
    let isBad = fields.length !== columns.length
    for (const [i, { ordinal, read }] of columns.entries()) {
      const field = fields[i]
      if (field === undefined || field === null) continue
      row[ordinal] = read(field)
      isBad ||= row[ordinal] === null
    }
    if (isBad && options.mode === 'FAILFAST') {
      throw new ExecutionException('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', {
        path: '`from_csv`',
        line: 1,
        reason: text,
        failFastMode: 'FAILFAST',
      })
    }
    if (isBad && corrupt >= 0) row[corrupt] = text
    return row
  }
}

const fromCsv: FunctionDefinition = {
  name: 'from_csv',
  signature: (site) => {
    requireArguments('from_csv', site, site.parameters.schema === undefined ? [2, 3] : [1, 2])
    const [, ...others] = site.args
    return {
      inputs: [stringType, ...others.map((a) => a.dataType)],
      dataType: schemaOf(site),
      nullable: anyNullable(site),
    }
  },
  kernel: (site, { dataType }) => {
    const at = site.parameters.schema === undefined ? 1 : 0
    let current: OptionMap | undefined
    const readerOf = prepared((_key: string) => rowReader(dataType as StructType, optionsOf(site, current)))
    return strict((text: string, ...others: readonly unknown[]) => {
      current = others[at] as OptionMap | undefined
      return readerOf(keyOf(current))(text)
    })
  },
}

function fieldWriter({ dataType }: StructField, options: CsvTextOptions, site: CallSite): (value: unknown) => string {
  const write = textOf(dataType, { conf: site.conf, plainDecimals: false }) as (value: unknown) => string
  const { dateFormat, timestampFormat, timestampNtzFormat, zone } = options
  switch (dataType.kind) {
    case 'date':
      return (value) => dateFormat?.formatDate(value as number) ?? write(value)
    case 'timestamp':
      return (value) => timestampFormat.format(value as number, zone)
    case 'timestamp_ntz':
      return (value) => timestampNtzFormat.format(value as number, options.utc)
    default:
      return write
  }
}

const toCsv: FunctionDefinition = {
  name: 'to_csv',
  signature: (site) => {
    requireArguments('to_csv', site, [1, 2])
    const given: DataType = argumentAt(site, 0).dataType
    if (given.kind !== 'struct') throw unexpectedType('to_csv', site, { index: 0, required: '"STRUCT"' })
    return { inputs: site.args.map((a) => a.dataType), dataType: stringType, nullable: true }
  },
  kernel: (site, { inputs }) => {
    const { fields } = inputs[0] as StructType
    let current: OptionMap | undefined
    const writerOf = prepared((_key: string) => {
      const options = optionsOf(site, current)
      const writers = fields.map((field) => fieldWriter(field, options, site))
      return (row: readonly unknown[]) =>
        csvText(
          row.map((value, i) => (value === null ? null : (writers[i] as (v: unknown) => string)(value))),
          options,
        )
    })
    return strict((row: readonly unknown[], options?: OptionMap) => {
      current = options
      return writerOf(keyOf(options))(row)
    })
  },
}

/** One line of CSV as a row, and back. */
export const csvFunctions: readonly FunctionDefinition[] = [fromCsv, toCsv]
