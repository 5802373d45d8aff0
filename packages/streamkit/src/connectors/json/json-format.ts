import type { FileFormat } from '../../contracts/file-format.ts'
import { jsonFileWriter } from './json-writer.ts'

/** `format('json')`: JSON lines, with the options and the meaning of Spark's. */
export function jsonFormat(): FileFormat {
  return {
    name: 'json',
    reader() {
      throw new Error('x')
    },
    writer: jsonFileWriter,
  }
}
