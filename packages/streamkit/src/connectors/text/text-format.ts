import type { FileFormat } from '../../contracts/file-format.ts'
import { textFileWriter } from './text-writer.ts'

/** `format('text')`: each line is a row of one STRING column. */
export function textFormat(): FileFormat {
  return {
    name: 'text',
    reader() {
      throw new Error('x')
    },
    writer: textFileWriter,
  }
}
