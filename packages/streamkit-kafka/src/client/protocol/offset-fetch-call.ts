import type { ProtocolCall } from '../kafkajs/cluster.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** What a group has committed for a partition. */
export interface CommittedOffset {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly offset: number
}
export interface CommittedOffsets {
  /** Of the group as a whole. */
  readonly errorCode: number
  readonly offsets: readonly CommittedOffset[]
}

/** OffsetFetch, version 5, of all partitions that the group has committed anything for. https://kafka.apache.org/protocol#The_Messages_OffsetFetch */
export function offsetFetchCall(groupId: string): ProtocolCall<CommittedOffsets> {
  const encode = () => new WireWriter().string(groupId).int32(-1).buffer
  return {
    request: { apiKey: 9, apiVersion: 5, apiName: 'OffsetFetch', encode },
    decode: (bytes) => decode(new WireReader(bytes)),
  }
}

function decode(reader: WireReader): CommittedOffsets {
  reader.skip(4)
  const offsets: CommittedOffset[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.int32(); left > 0; left--) {
      const [partition, offset] = [reader.int32(), reader.int64()]
      reader.skip(4)
      reader.skip(Math.max(0, reader.int16()))
      offsets.push({ topic, partition, offset, errorCode: reader.int16() })
    }
  }
  return { offsets, errorCode: reader.int16() }
}
