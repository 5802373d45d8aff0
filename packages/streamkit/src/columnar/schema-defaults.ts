import type { StructField, StructType } from '../types/data-type.ts'
import { emptySlice } from './byte-slice.ts'
import { rowCodec } from './row-codec.ts'
import { toInternal } from './to-internal.ts'
import type { UpgradeHints } from './upgrade-values.ts'

/** The values of fields, as rows hold them, as text: an internal value in the bytes of a RowCodec of the one field, base64. Throws INVALID_ROW_VALUE. */
export function encodeDefaults(
  schema: StructType,
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  const encoded: Record<string, string> = {}
  const slice = { ...emptySlice }
  for (const { name, dataType } of schema.fields) {
    if (!Object.hasOwn(defaults, name)) continue
    const value = toInternal(dataType)(defaults[name], { column: name, row: 0 })
    rowCodec([dataType]).encodeValues([value], slice)
    encoded[name] = Buffer.from(
      slice.bytes.buffer,
      slice.bytes.byteOffset + slice.start,
      slice.end - slice.start,
    ).toString('base64')
  }
  return encoded
}

/** What upgrading to a schema needs of the changes that the user gave with it. */
export function upgradeHints(
  schema: StructType,
  changes: {
    readonly renamedFrom: Readonly<Record<string, string>>
    readonly defaults: Readonly<Record<string, string>>
  },
): UpgradeHints {
  const defaults = new Map(
    Object.entries(changes.defaults).map(([name, text]) => {
      const { dataType } = schema.fields.find((field) => field.name === name) as StructField
      const bytes = Buffer.from(text, 'base64')
      return [name, rowCodec([dataType]).decode({ bytes, start: 0, end: bytes.length })[0]]
    }),
  )
  return { renamedFrom: changes.renamedFrom, defaults }
}
