import type { ProtocolCall } from '../kafkajs/cluster.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** What is asked of one broker. */
export interface FetchRequest {
  readonly isolation: 'readCommitted' | 'readUncommitted'
  readonly maxWaitMs: number
  readonly maxBytes: number
  readonly partitions: readonly FetchPartition[]
}
export interface FetchPartition {
  readonly topic: string
  readonly partition: number
  readonly from: number
  readonly maxBytes: number
}
/** What it says of one partition. */
export interface FetchedPartition {
  readonly topic: string
  readonly partition: number
  /** 0, or an error code of Kafka. */
  readonly errorCode: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[]
  /** Record batches as they are on disk; the last may be cut off. */
  readonly recordSet: Buffer
}

/** Fetch, version 11: the newest before topics have to be named by id. https://kafka.apache.org/protocol#The_Messages_Fetch */
export function fetchCall(request: FetchRequest): ProtocolCall<readonly FetchedPartition[]> {
  return {
    request: { apiKey: 1, apiVersion: 11, apiName: 'Fetch', encode: () => encode(request).buffer },
    decode: (bytes) => decode(new WireReader(bytes)),
  }
}

function encode({ isolation, maxWaitMs, maxBytes, partitions }: FetchRequest): WireWriter {
  const topics = Map.groupBy(partitions, ({ topic }) => topic)
  const writer = new WireWriter()
  // No replica; no fetch session.
  writer.int32(-1).int32(maxWaitMs).int32(1).int32(maxBytes)
  writer.int8(isolation === 'readCommitted' ? 1 : 0)
  writer.int32(0).int32(-1)
  writer.array([...topics], ([topic, parts]) => {
    writer.string(topic).array(parts, ({ partition, from, maxBytes: most }) => {
      writer.int32(partition).int32(-1).int64(from).int64(-1).int32(most)
    })
  })
  return writer.int32(0).string('')
}

function decode(reader: WireReader): readonly FetchedPartition[] {
  // Throttle time, error of the session, its id.
  reader.skip(4 + 2 + 4)
  const partitions: FetchedPartition[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.int32(); left > 0; left--) partitions.push(decodePartition(reader, topic))
  }
  return partitions
}

function decodePartition(reader: WireReader, topic: string): FetchedPartition {
  const partition = reader.int32()
  const errorCode = reader.int16()
  reader.skip(8)
  const [lastStableOffset, logStartOffset] = [reader.int64(), reader.int64()]
  const aborted = Array.from({ length: Math.max(0, reader.int32()) }, () => ({
    producerId: reader.bigint(),
    firstOffset: reader.int64(),
  }))
  reader.skip(4)
  const size = Math.max(0, reader.int32())
  const recordSet = reader.bytes.subarray(reader.position, reader.position + size)
  reader.skip(size)
  aborted.sort((a, b) => a.firstOffset - b.firstOffset)
  return { topic, partition, errorCode, lastStableOffset, logStartOffset, aborted, recordSet }
}
