import { type FileInferenceContext, type FileToRead, type StructType, structType } from '@streamkit/core/connector'
import { mergeSchemas } from '../schema/merge-schemas.ts'
import { sparkSchema } from '../schema/spark-schema.ts'
import { readFooter } from './read-footer.ts'

/** The columns of the first file, or with the option `mergeSchema` of all files together. Only the ends of files are read. */
export async function inferParquetSchema(context: FileInferenceContext): Promise<StructType> {
  const { files, options } = context
  const isMerged = options.boolean('mergeSchema', false)
  let schema: StructType | null = null
  for (const file of isMerged ? files : files.slice(0, 1)) {
    const found = await schemaOf(file, context)
    schema = schema === null ? found : mergeSchemas(schema, found, file.path)
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
