/** Packs the bytes of one file. */
export interface Compressor {
  /** What is packed so far. */
  write(piece: Uint8Array): Promise<readonly Uint8Array[]>
  /** The rest. */
  finish(): Promise<readonly Uint8Array[]>
  /** Lets go of what it holds, when the file is given up. */
  abort(): void
}
