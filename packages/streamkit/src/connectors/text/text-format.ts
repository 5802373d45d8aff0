import type { FileFormat } from '../../contracts/file-format.ts'
import { type StructType, stringType, structField, structType } from '../../types/data-type.ts'
import { textFileReader } from './text-reader.ts'
import { textFileWriter } from './text-writer.ts'

/** `format('text')`: each line is a row of the STRING column `value`. `pieceBytes` changes speed and never results. */
export function textFormat(pieceBytes?: number): FileFormat {
  return {
    name: 'text',
    reader: (context) => textFileReader(context, pieceBytes),
    inferSchema: async () => textSchema,
    writer: textFileWriter,
  }
}

/** The column that a text file has. */
export const textSchema: StructType = structType([structField('value', stringType)])
