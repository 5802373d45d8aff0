import { once } from 'node:events'
import type { FileHandle, FileSystem } from '../../contracts/file-system.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { invariant } from '../../errors/invariant.ts'
import { ExecutionException, messageOf } from '../../errors/streamkit-error.ts'
import { type CodecStream, codecOfPath } from './compression-codecs.ts'

const pieceBytes = 64 * 1024

/** The same files, but those whose names say that they are compressed are read as what they hold: from front to back only. */
export function decompressingFileSystem(files: FileSystem): FileSystem {
  return {
    open: async (path, flags) => {
      const codec = flags === 'r' ? codecOfPath(path) : null
      const stream = codec?.decompress()
      const handle = await files.open(path, flags)
      return stream === undefined ? handle : new DecompressingHandle(path, handle, stream)
    },
    readFile: (path) => files.readFile(path),
    rename: (from, to) => files.rename(from, to),
    link: (from, to) => files.link(from, to),
    unlink: (path) => files.unlink(path),
    mkdir: (path) => files.mkdir(path),
    rmdir: (path) => files.rmdir(path),
    readdir: (path) => files.readdir(path),
    stat: (path) => files.stat(path),
    realpath: (path) => files.realpath(path),
    syncDirectory: (path) => files.syncDirectory(path),
  }
}

/** Bytes of a file that nobody has counted yet: see {@link FileToRead.size}. */
export function sizeToRead(path: string, storedSize: number): number {
  return codecOfPath(path) === null ? storedSize : Number.POSITIVE_INFINITY
}

/** Feeds the codec no faster than its output is taken: a file that unpacks to a thousand times its size costs no more memory than another. */
class DecompressingHandle implements FileHandle {
  readonly #path: string
  readonly #handle: FileHandle
  readonly #stream: CodecStream
  readonly #closing = new AbortController()
  readonly #pump: Promise<void>
  readonly #chunks: AsyncIterator<Buffer>
  #position = 0
  #waiting: Uint8Array = new Uint8Array(0)

  constructor(path: string, handle: FileHandle, stream: CodecStream) {
    this.#path = path
    this.#handle = handle
    this.#stream = stream
    this.#chunks = stream.iterator({ destroyOnReturn: false })
    this.#pump = this.#feed()
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    invariant(position === this.#position, 'a compressed file is read from front to back')
    while (this.#waiting.length === 0) {
      const next = await this.#next()
      if (next === null) return 0
      this.#waiting = next
    }
    const count = Math.min(into.length, this.#waiting.length)
    into.set(this.#waiting.subarray(0, count))
    this.#waiting = this.#waiting.subarray(count)
    this.#position += count
    return count
  }

  async write(): Promise<void> {
    invariant(false, 'a compressed file is not written here')
  }

  async sync(): Promise<void> {
    invariant(false, 'a compressed file is not written here')
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#stream.destroy()
    await this.#pump
    await this.#handle.close()
  }

  async #next(): Promise<Uint8Array | null> {
    try {
      const result = await this.#chunks.next()
      return result.done === true ? null : result.value
    } catch (cause) {
      // the file system's own errors are told by who reads the batch
      if (/^E[A-Z]+$/.test(codeOf(cause) ?? '')) throw cause
      throw new ExecutionException('FILE_CORRUPT', { path: this.#path, reason: messageOf(cause) }, { cause })
    }
  }

  async #feed(): Promise<void> {
    const stream = this.#stream
    const { signal } = this.#closing
    // told to who reads; without this a damaged file that nobody reads on would end the process
    stream.on('error', () => this.#closing.abort())
    try {
      for (let at = 0; !signal.aborted; ) {
        const bytes = new Uint8Array(pieceBytes)
        const count = await this.#handle.read(bytes, at)
        if (count === 0) break
        at += count
        if (!signal.aborted && !stream.write(bytes.subarray(0, count))) await once(stream, 'drain', { signal })
      }
      if (!signal.aborted) stream.end()
    } catch (error) {
      if (!signal.aborted) stream.destroy(error as Error)
    }
  }
}
