import { columnBatch } from '../../src/columnar/column-batch.ts'
import type { FileFormat } from '../../src/contracts/file-format.ts'
import { stringType, structField, structType } from '../../src/types/data-type.ts'

export const linesSchema = structType([structField('line', stringType)])

/** The simplest format: one column, one row a line, two rows a chunk. Reads no further than the size that it is given. */
export const linesFormat: FileFormat = {
  name: 'lines',
  reader: ({ fileSystem }) => ({
    async *read(file, request) {
      const handle = await fileSystem.open(file.path, 'r')
      try {
        const bytes = new Uint8Array(file.size)
        const count = await handle.read(bytes.subarray(0, file.size), 0)
        const text = new TextDecoder().decode(bytes.subarray(0, count))
        const lines = text.split('\n').filter((line) => line !== '')
        for (let i = 0; i < lines.length; i += 2) {
          const values = lines.slice(i, i + 2)
          yield columnBatch(
            values.length,
            request.columns.length === 0 ? [] : [{ kind: 'string', values, nulls: null }],
          )
        }
      } finally {
        await handle.close()
      }
    },
  }),
}

/** One row a file: its name. Opens nothing. */
export const namesFormat: FileFormat = {
  name: 'names',
  reader: () => ({
    async *read({ path }) {
      yield columnBatch(1, [{ kind: 'string', values: [path.slice(path.lastIndexOf('/') + 1)], nulls: null }])
    },
  }),
}
