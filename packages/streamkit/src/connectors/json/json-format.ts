import type { FileFormat } from '../../contracts/file-format.ts'
import { inferJsonSchema } from './infer-json-schema.ts'
import { jsonReadOptions } from './json-read-options.ts'
import { JsonReader } from './json-reader.ts'
import { jsonFileWriter } from './json-writer.ts'

/** `format('json')`: JSON lines, with the options and the meaning of Spark's. `pieceBytes` changes speed and never results. */
export function jsonFormat(pieceBytes?: number): FileFormat {
  return {
    name: 'json',
    reader: (context) => new JsonReader(context, pieceBytes),
    inferSchema: (context) => inferJsonSchema(context, jsonReadOptions(context.options, context.timeZone, pieceBytes)),
    writer: jsonFileWriter,
  }
}
