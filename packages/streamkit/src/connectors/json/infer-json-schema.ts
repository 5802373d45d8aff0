import type { FileInferenceContext, FileToRead } from '../../contracts/file-format.ts'
import { ExecutionException } from '../../errors/streamkit-error.ts'
import { columnOfJsonType, inferJsonType, mergeJsonTypes } from '../../expressions/json/infer-json-type.ts'
import { JsonCursor } from '../../expressions/json/json-cursor.ts'
import { JsonSyntaxError } from '../../expressions/json/json-syntax-error.ts'
import { lineBlocks, wholeText } from '../../text-files/line-blocks.ts'
import { readFailure } from '../../text-files/read-failure.ts'
import { type DataType, type StructType, stringType, structField, structType } from '../../types/data-type.ts'
import type { JsonReadOptions } from './json-read-options.ts'

/**
 * The columns that hold all records of the files, sorted by name: objects and arrays are merged field by field, numbers widened, and what does not go together
 * is text. A malformed record adds the column for corrupt records (PERMISSIVE), is left out (DROPMALFORMED), or ends the read (FAILFAST).
 */
export async function inferJsonSchema(context: FileInferenceContext, options: JsonReadOptions): Promise<StructType> {
  let root: DataType = structType([])
  const sampled = sampler(options.samplingRatio)
  for (const file of context.files) {
    for await (const { text, line } of records(file, context, options)) {
      if (!sampled()) continue
      const type = typeOfRecord(text, options, { path: file.path, line })
      if (type !== null) root = mergeRoots(root, type, options)
    }
  }
  const columns = columnOfJsonType(root, options.dropFieldIfAllNull)
  return columns?.kind === 'struct' ? columns : structType([])
}

interface Located {
  readonly path: string
  readonly line: number
}

async function* records(file: FileToRead, { fileSystem }: FileInferenceContext, options: JsonReadOptions) {
  const handle = await fileSystem.open(file.path, 'r')
  try {
    if (options.multiLine) {
      yield { text: await wholeText(file, handle, options.lines.charset), line: 1 }
      return
    }
    for await (const { texts, firstLine } of lineBlocks(file, handle, options.lines)) {
      for (let i = 0; i < texts.length; i++) yield { text: texts[i] as string, line: firstLine + i }
    }
  } finally {
    await handle.close()
  }
}

/** Whether the next record is looked at: evenly spread, and the same ones every time. */
function sampler(ratio: number): () => boolean {
  let share = 1 - ratio
  return () => {
    share += ratio
    if (share < 1) return false
    share -= 1
    return true
  }
}

/** Null: the record says nothing. */
function typeOfRecord(text: string, options: JsonReadOptions, { path, line }: Located): DataType | null {
  const cursor = new JsonCursor(text, options.json.leniency)
  try {
    return cursor.isBlank ? null : inferJsonType(cursor, options.rules)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    if (options.mode === 'dropMalformed') return null
    if (options.mode === 'permissive') return corruptColumn(options)
    throw readFailure(
      path,
      new ExecutionException('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', {
        path,
        line,
        reason: 'no JSON',
        failFastMode: 'FAILFAST',
      }),
    )
  }
}

function corruptColumn({ json }: JsonReadOptions): StructType {
  return structType([structField(json.corruptRecordColumn, stringType)])
}

/** An array at the top is a row for each element; anything else that is no object is malformed. */
function mergeRoots(root: DataType, type: DataType, options: JsonReadOptions): DataType {
  if (type.kind === 'array') return mergeRoots(root, type.element, options)
  if (type.kind === 'struct') return mergeJsonTypes(root, type)
  return type.kind === 'void' || options.mode !== 'permissive' ? root : mergeJsonTypes(root, corruptColumn(options))
}
