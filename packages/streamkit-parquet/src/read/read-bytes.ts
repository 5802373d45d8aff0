import type { FileHandle } from '@streamkit/core/connector'

/** Exactly `length` bytes from `position` on. Throws a plain Error if the file ends before. */
export async function readBytes(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length)
  let done = 0
  while (done < length) {
    const count = await handle.read(bytes.subarray(done), position + done)
    if (count === 0) throw new Error(`it ends after ${position + done} bytes, ${length - done} are missing`)
    done += count
  }
  return bytes
}
