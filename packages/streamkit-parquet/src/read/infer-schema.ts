import {
  type FileInferenceContext,
  type FileToRead,
  isStreamKitError,
  type StructType,
  structType,
} from '@streamkit/core/connector'
import { mergeSchemas } from '../schema/merge-schemas.ts'
import { sparkSchema } from '../schema/spark-schema.ts'
import { readFooter } from './read-footer.ts'

/**
 * The columns of the first file, or with the option `mergeSchema` of all files together. Only the ends of files are read. With `ignoreCorruptFiles`, files that are
 * none count for nothing.
 */
export async function inferParquetSchema(context: FileInferenceContext): Promise<StructType> {
  const { files, options } = context
  const isMerged = options.boolean('mergeSchema', false)
  const skipsCorrupt = options.boolean('ignoreCorruptFiles', false)
  let schema: StructType | null = null
  for (const file of files) {
    const found = await schemaOf(file, context).catch((cause: unknown) => {
      if (skipsCorrupt && isStreamKitError(cause) && cause.condition === 'FILE_CORRUPT.PARQUET') return null
      throw cause
    })
    if (found === null) continue
    schema = schema === null ? found : mergeSchemas(schema, found, file.path)
    if (!isMerged) break
  }
  return schema ?? structType([])
}

async function schemaOf(file: FileToRead, { fileSystem }: FileInferenceContext): Promise<StructType> {
  const handle = await fileSystem.open(file.path, 'r')
  try {
    const { schema } = await readFooter(handle, file)
    return sparkSchema(schema, file.path)
  } finally {
    await handle.close()
  }
}
