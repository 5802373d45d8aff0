import type { CsvOptions } from '../csv-options.ts'
import { quotedEmpty } from '../record-table.ts'
import type { FieldColumn } from './field-column.ts'

/** What stands for null and for an empty value. */
export interface NullText {
  /** The option `nullValue`, UTF-8. */
  readonly nullBytes: Uint8Array
  /** Where the option `emptyValue` stands in the bytes of every piece. */
  readonly emptyStart: number
  readonly emptyEnd: number
  /** `emptyValue` and `nullValue` are the same text: an empty value in quotes is null. */
  readonly emptyIsNull: boolean
}

/** For pieces that begin with the text of `emptyValue`: empty values in quotes refer to it. */
export function nullTextOf(options: CsvOptions): NullText {
  const encoder = new TextEncoder()
  return {
    nullBytes: encoder.encode(options.nullValue),
    emptyStart: 0,
    emptyEnd: encoder.encode(options.emptyValue).length,
    emptyIsNull: options.emptyValue === options.nullValue,
  }
}

/**
 * Notes which values are null: empty ones without quotes, and those whose text is `nullValue`. Empty values in quotes become the text
 * of `emptyValue`.
 */
export function findNulls(column: FieldColumn, text: NullText): void {
  const { starts, ends, count, bytes } = column
  const { nullBytes } = text
  const nullLength = nullBytes.length
  let nulls: Uint8Array | null = null
  for (let i = 0; i < count; i++) {
    const start = starts[i] as number
    const end = ends[i] as number
    if (end === quotedEmpty && !text.emptyIsNull) {
      starts[i] = text.emptyStart
      ends[i] = text.emptyEnd
    } else if (end <= start || (nullLength > 0 && end - start === nullLength && equals(bytes, start, nullBytes))) {
      nulls ??= new Uint8Array(count)
      nulls[i] = 1
      // a null has no text, whatever the option says
      ends[i] = start
    }
  }
  column.nulls = nulls
}

function equals(bytes: Uint8Array, start: number, other: Uint8Array): boolean {
  for (let i = 0; i < other.length; i++) if (bytes[start + i] !== other[i]) return false
  return true
}
