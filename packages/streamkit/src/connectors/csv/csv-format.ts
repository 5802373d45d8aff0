import type { FileFormat, FileFormatContext, FileInferenceContext, FileReader } from '../../contracts/file-format.ts'
import type { StructType } from '../../types/data-type.ts'
import { csvOptions } from './csv-options.ts'
import { CsvReader } from './csv-reader.ts'
import { type CsvTuning, defaultCsvTuning } from './csv-tuning.ts'
import { csvWriter } from './csv-writer.ts'
import { headerSchema } from './header-schema.ts'
import { inferSchema } from './infer-schema.ts'

/** `format('csv')`: delimited text, with the options and the meaning of Spark's. */
export function csvFormat(tuning: Partial<CsvTuning> = {}): FileFormat {
  const settled = { ...defaultCsvTuning, ...tuning }
  return {
    name: 'csv',
    writer: csvWriter,
    reader: (context: FileFormatContext): FileReader => new CsvReader(context, settled),
    inferSchema: (context: FileInferenceContext): Promise<StructType> => {
      const options = csvOptions(context.options)
      const look = options.inferSchema ? inferSchema : headerSchema
      return look(context, options, settled)
    },
  }
}
