import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { FileSystem } from '../../contracts/file-system.ts'
import { BinaryFileReader } from '../../durable/binary-file.ts'
import { codeOf } from '../../durable/checkpoint-files.ts'
import { checkpointIo } from '../../durable/checkpoint-io.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'

/**
 * A file of state. All numbers are little-endian.
 * ```
 * header   32 bytes   "SKSTATE" · format 1 · kind (1 byte: 1 delta, 2 snapshot) · 7 zeros · version (8 bytes) · parent (8 bytes)
 * block    repeated   length > 0 (4 bytes) · CRC-32 of the records (4 bytes) · whole records (operation-log.ts)
 * end      24 bytes   zero (4 bytes) · number of records (8 bytes) · chain (8 bytes) · CRC-32 (4 bytes) of all of the file but the records
 * ```
 * A delta holds what the batch `version - 1` changed, a snapshot is all of a version as puts. The chain of a version is a hash of the chain of the version before
 * (`parent`, zeros in a snapshot) and of the delta in between. So files of two histories of one checkpoint, as a batch leaves them that failed after its commit and then ran
 * again with other input, never go together unnoticed, while equal histories have equal files.
 */
export interface StateFileHeader {
  readonly kind: 'delta' | 'snapshot'
  readonly version: number
  readonly parent: Chain
}

/** 16 hexadecimal digits. */
export type Chain = string
/** The chain of version 0, which has no files. */
export const emptyChain: Chain = '0'.repeat(16)

/** The name of this way to keep state, for those who have it in common. */
export const stateFileFormat = 'changelog'

const magic = new TextEncoder().encode('SKSTATE')
const supportedFormat = 1
const headerBytes = 32
/** Of what comes after the last block. */
export const endBytes = 24

/** Lays out a state file while it is written. */
export class StateFileWriter {
  readonly header: Uint8Array
  readonly #hash = createHash('sha256')
  #crc: number

  constructor({ kind, version, parent }: StateFileHeader) {
    const header = Buffer.alloc(headerBytes)
    header.set(magic)
    header[7] = supportedFormat
    header[8] = kind === 'delta' ? 1 : 2
    header.writeBigUInt64LE(BigInt(version), 16)
    header.write(parent, 24, 'hex')
    this.header = header
    this.#crc = crc32(header)
    this.#hash.update(header)
  }

  /** What goes before a block. */
  frame(block: Uint8Array): Uint8Array {
    const frame = Buffer.alloc(8)
    frame.writeUInt32LE(block.length, 0)
    frame.writeUInt32LE(crc32(block), 4)
    this.#crc = crc32(frame, this.#crc)
    this.#hash.update(frame)
    return frame
  }

  /** The chain after a delta of the blocks so far. */
  chain(): Chain {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }

  end(records: number, chain: Chain): Uint8Array {
    const end = Buffer.alloc(endBytes)
    end.writeBigUInt64LE(BigInt(records), 4)
    end.write(chain, 12, 'hex')
    end.writeUInt32LE(crc32(end.subarray(0, 20), this.#crc), 20)
    return end
  }
}

/** Which file is expected where, and what to do with its blocks. */
export interface StateFileRequest {
  readonly path: string
  readonly header: StateFileHeader
  /** The version that is to be restored: for errors. */
  readonly target: number
  /** Takes records that are undamaged; gives their number, or what is wrong with them. */
  readonly apply: (block: Uint8Array) => number | string | Promise<number | string>
}

/** Reads a state file to its end and checks all of it. Gives its chain and its size; a file that is missing or damaged is STATE_CORRUPTED. */
export async function readStateFile(
  fileSystem: FileSystem,
  request: StateFileRequest,
): Promise<{ readonly chain: Chain; readonly sizeBytes: number }> {
  const { path, target } = request
  const damaged = (reason: string) => new CheckpointException('STATE_CORRUPTED', { version: target, path, reason })
  return checkpointIo(path, 'read', async () => {
    const file = await fileSystem.open(path, 'r').catch((error: unknown) => {
      throw codeOf(error) === 'ENOENT' ? damaged('is missing') : error
    })
    try {
      return await readBlocks(new BinaryFileReader(file), request, damaged)
    } finally {
      await file.close()
    }
  })
}

async function readBlocks(
  reader: BinaryFileReader,
  { path, header, apply }: StateFileRequest,
  damaged: (reason: string) => Error,
): Promise<{ readonly chain: Chain; readonly sizeBytes: number }> {
  const take = async (length: number): Promise<Buffer> => {
    const bytes = await reader.take(length)
    if (bytes === null) throw damaged('is torn: it ends too early')
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }
  const start = await take(headerBytes)
  if (!magic.every((byte, i) => byte === start[i])) throw damaged('is not a file of state')
  if ((start[7] as number) > supportedFormat) {
    throw new CheckpointException('CHECKPOINT_VERSION', { path, found: start[7] as number, supported: supportedFormat })
  }
  const writer = new StateFileWriter(header)
  if (!start.equals(writer.header)) throw damaged('belongs to another version or another history of the state')
  let records = 0
  let sizeBytes = headerBytes + endBytes
  for (;;) {
    const length = (await take(4)).readUInt32LE()
    if (length === 0) break
    const crc = (await take(4)).readUInt32LE()
    const block = await take(length)
    if (crc32(block) !== crc) throw damaged('is damaged: a checksum does not match')
    writer.frame(block)
    const applied = await apply(block)
    if (typeof applied === 'string') throw damaged(applied)
    records += applied
    sizeBytes += 8 + length
  }
  const end = await take(endBytes - 4)
  const chain = header.kind === 'delta' ? writer.chain() : end.toString('hex', 8, 16)
  if (!end.equals(writer.end(records, chain).subarray(4))) throw damaged('is damaged: its last checksum does not match')
  if (!(await reader.atEnd())) throw damaged('is damaged: bytes follow its end')
  return { chain, sizeBytes }
}
