import { crc32 } from 'node:zlib'

/** How many bytes one checksum covers: what Hadoop's local file system uses. */
export const bytesPerChecksum = 512

const magic = 0x63726300
const headerBytes = 8

/**
 * The content of Hadoop's `.<name>.crc`: `crc\0`, the bytes per checksum, then a CRC-32 of every 512 bytes, all big-endian. Fed piece by piece, so that files
 * of any length can be written without being held.
 */
export class HadoopChecksum {
  readonly #done: number[] = []
  #open = 0
  #filled = 0

  update(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; ) {
      const to = Math.min(bytes.length, from + bytesPerChecksum - this.#filled)
      this.#open = crc32(bytes.subarray(from, to), this.#open)
      this.#filled += to - from
      from = to
      if (this.#filled === bytesPerChecksum) this.#close()
    }
  }

  digest(): Uint8Array {
    if (this.#filled > 0) this.#close()
    const out = new DataView(new ArrayBuffer(headerBytes + 4 * this.#done.length))
    out.setUint32(0, magic)
    out.setUint32(4, bytesPerChecksum)
    for (const [i, crc] of this.#done.entries()) out.setUint32(headerBytes + 4 * i, crc)
    return new Uint8Array(out.buffer)
  }

  #close(): void {
    this.#done.push(this.#open)
    this.#open = 0
    this.#filled = 0
  }
}

/** Whether this is a checksum file for that many bytes. One that a crash has torn is not, and then proves nothing. */
export function isChecksumFor(checksum: Uint8Array, length: number): boolean {
  if (checksum.length !== headerBytes + 4 * Math.ceil(length / bytesPerChecksum)) return false
  const view = viewOf(checksum)
  return view.getUint32(0) === magic && view.getUint32(4) === bytesPerChecksum
}

/**
 * Whether `bytes`, which begin at `position` (a multiple of 512) of the file, have the checksums of the file. A checksum of zero proves nothing: it is what a
 * crash leaves of a block that was never written.
 */
export function matchesChecksum(checksum: Uint8Array, bytes: Uint8Array, position = 0): boolean {
  const view = viewOf(checksum)
  for (let from = 0; from < bytes.length; from += bytesPerChecksum) {
    const expected = view.getUint32(headerBytes + 4 * ((position + from) / bytesPerChecksum))
    if (expected !== 0 && expected !== crc32(bytes.subarray(from, from + bytesPerChecksum))) return false
  }
  return true
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
