import type { RecordHeader } from '../kafka-client.ts'
import { type CompressionCodecs, codecOf } from './compression.ts'
import { WireReader } from './wire-reader.ts'

/** Where the records of a partition go. */
export interface RecordTarget {
  offsets: number[]
  timestampsMs: number[]
  timestampTypes: number[]
  keys: (Uint8Array | null)[]
  values: (Uint8Array | null)[]
  headers: (readonly RecordHeader[])[] | null
}

/** What is wanted of a record set. */
export interface RecordSetRequest {
  /** Offsets before it were not asked for, but come with the batch that holds the first one. */
  readonly from: number
  readonly to: number
  /** Producers whose transactions were aborted, each from an offset on. In the order of those. */
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[]
  readonly codecs: CompressionCodecs
}

const headerBytes = 61
const [codecMask, logAppendMask, transactionalMask, controlMask] = [0x7, 0x8, 0x10, 0x20]
const abortMarker = 0

/**
 * Reads the records of a record set (message format 2) that lie in the range and were not aborted. Gives the offset after the last batch, whether or not it held a record: control records, aborted ones
 * and those that compaction removed count as read. A batch that is cut off at the end of the set is left for the next fetch.
 *
 * https://kafka.apache.org/documentation/#recordbatch
 */
export async function readRecordSet(set: Buffer, request: RecordSetRequest, target: RecordTarget): Promise<number> {
  const aborted = new Set<bigint>()
  let nextAborted = 0
  let next = request.from
  const reader = new WireReader(set)
  while (set.length - reader.position >= headerBytes && next < request.to) {
    const baseOffset = reader.int64()
    const length = reader.int32()
    const end = reader.position + length
    if (end > set.length) break
    reader.skip(4 + 1 + 4)
    const attributes = reader.int16()
    const lastOffset = baseOffset + reader.int32()
    const [firstTimestamp, maxTimestamp] = [reader.int64(), reader.int64()]
    const producerId = reader.bigint()
    reader.skip(2 + 4)
    const count = reader.int32()
    for (; (request.aborted[nextAborted]?.firstOffset ?? Number.POSITIVE_INFINITY) <= lastOffset; nextAborted++) {
      aborted.add((request.aborted[nextAborted] as { producerId: bigint }).producerId)
    }
    if ((attributes & controlMask) !== 0) {
      if (isAbort(reader)) aborted.delete(producerId)
    } else if ((attributes & transactionalMask) === 0 || !aborted.has(producerId)) {
      const codec = codecOf(attributes & codecMask, request.codecs)
      const records =
        codec === null
          ? reader
          : new WireReader(Buffer.from(await codec.decompress(set.subarray(reader.position, end))))
      const timestamps = {
        type: firstTimestamp < 0 ? -1 : (attributes & logAppendMask) === 0 ? 0 : 1,
        first: firstTimestamp,
        max: maxTimestamp,
      }
      readRecords(records, { baseOffset, count, timestamps, ...request }, target)
    }
    reader.position = end
    next = Math.max(next, lastOffset + 1)
  }
  return next
}

/** A control record says in its key whether a transaction was aborted or committed. */
function isAbort(reader: WireReader): boolean {
  reader.varint()
  reader.skip(1)
  reader.varint()
  reader.varint()
  const key = reader.varintBytes()
  return key !== null && key.length >= 4 && Buffer.from(key).readInt16BE(2) === abortMarker
}

interface BatchOfRecords {
  readonly baseOffset: number
  readonly count: number
  readonly timestamps: { readonly type: number; readonly first: number; readonly max: number }
  readonly from: number
  readonly to: number
}

function readRecords(reader: WireReader, batch: BatchOfRecords, target: RecordTarget): void {
  const { baseOffset, count, timestamps, from, to } = batch
  for (let i = 0; i < count; i++) {
    const length = reader.varint()
    const end = reader.position + length
    reader.skip(1)
    const timestamp = timestamps.first + reader.varint()
    const offset = baseOffset + reader.varint()
    if (offset >= to) return
    if (offset >= from) {
      target.offsets.push(offset)
      target.timestampTypes.push(timestamps.type)
      target.timestampsMs.push(timestamps.type === 1 ? timestamps.max : timestamps.type === 0 ? timestamp : -1)
      target.keys.push(reader.varintBytes())
      target.values.push(reader.varintBytes())
      target.headers?.push(readHeaders(reader))
    }
    reader.position = end
  }
}

const noHeaders: readonly RecordHeader[] = []

function readHeaders(reader: WireReader): readonly RecordHeader[] {
  const count = reader.varint()
  if (count === 0) return noHeaders
  return Array.from({ length: count }, () => ({ key: reader.varintString(), value: reader.varintBytes() }))
}
