import type { FileHandle, FileToRead } from '@streamkit/core/connector'
import { corruptFile } from './corrupt-file.ts'
import { parseFooter } from './hyparquet.ts'
import type { ParquetFooter } from './parquet-file.ts'
import { readBytes } from './read-bytes.ts'

/** The most that is read at first; the footers of most files are smaller. */
const firstBytes = 64 * 1024
const magicBytes = 4
const tailBytes = 8

/** Reads what the end of a file says of it. Throws PARQUET_FILE_CORRUPT for what is no parquet file, or the half of one. */
export async function readFooter(handle: FileHandle, { path, size }: FileToRead): Promise<ParquetFooter> {
  try {
    return checked(parseFooter(await footerBytes(handle, size)), size)
  } catch (cause) {
    throw corruptFile(path, cause)
  }
}

async function footerBytes(handle: FileHandle, size: number): Promise<Uint8Array> {
  if (size < magicBytes + tailBytes) throw new Error(`it has ${size} bytes, which is too short`)
  const length = Math.min(size, firstBytes)
  const end = await readBytes(handle, size - length, length)
  const magic = Buffer.from(end.subarray(length - magicBytes)).toString('latin1')
  if (magic === 'PARE') throw new Error('it is encrypted')
  if (magic !== 'PAR1') throw new Error('it does not end as a parquet file does; it was cut off, or is something else')
  const metadata = new DataView(end.buffer, end.byteOffset + length - tailBytes).getUint32(0, true)
  const wanted = metadata + tailBytes
  if (wanted > size - magicBytes) throw new Error(`its metadata would have ${metadata} bytes of ${size}`)
  return wanted <= length ? end.subarray(length - wanted) : readBytes(handle, size - wanted, wanted)
}

/** Holds the places of the pages to the size of the file, before anything is made of that size. */
function checked(footer: ParquetFooter, size: number): ParquetFooter {
  for (const { rows, chunks } of footer.rowGroups) {
    if (!(Number.isSafeInteger(rows) && rows >= 0)) throw new Error(`a row group has ${rows} rows`)
    for (const { start, bytes } of chunks) {
      if (!(start >= magicBytes && bytes >= 0 && start + bytes <= size)) {
        throw new Error(`a column is at bytes ${start} to ${start + bytes} of ${size}`)
      }
    }
  }
  return footer
}
