import type { OptionReader } from '../../../contracts/source.ts'
import { type CodecStream, codecOfName } from '../compression-codecs.ts'
import type { Compressor } from './compressor.ts'

/** How the files of a query are packed. */
export interface Compression {
  /** What it adds to the names of files. */
  readonly extension: string
  open(): Compressor
}

/** The option `compression`, or `codec`, as Spark names it too; null without one. Throws CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION. */
export function compressionOf(options: OptionReader): Compression | null {
  const compression = options.string('compression')
  const codec = codecOfName(compression ?? options.string('codec') ?? 'none')
  return codec === null ? null : { extension: codec.extension, open: () => new StreamCompressor(codec.compress()) }
}

/** A stream of zlib, asked piece by piece: it holds its window and no more. */
class StreamCompressor implements Compressor {
  readonly #stream: CodecStream
  #packed: Uint8Array[] = []

  constructor(stream: CodecStream) {
    this.#stream = stream
    stream.on('data', (piece: Uint8Array) => this.#packed.push(piece))
  }

  async write(piece: Uint8Array): Promise<readonly Uint8Array[]> {
    await new Promise<void>((resolve, reject) => {
      this.#stream.write(piece, (error) => (error ? reject(error) : resolve()))
    })
    return this.#taken()
  }

  async finish(): Promise<readonly Uint8Array[]> {
    await new Promise<void>((resolve, reject) => {
      this.#stream.once('end', resolve).once('error', reject)
      this.#stream.end()
    })
    return this.#taken()
  }

  abort(): void {
    this.#stream.destroy()
  }

  #taken(): readonly Uint8Array[] {
    const packed = this.#packed
    this.#packed = []
    return packed
  }
}
