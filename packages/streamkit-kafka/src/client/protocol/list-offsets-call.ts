import type { ProtocolCall } from '../kafkajs/cluster.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** The times that stand for the ends of a partition. */
export const latestTime: -1 = -1
export const earliestTime: -2 = -2

export interface OffsetQuery {
  readonly topic: string
  readonly partition: number
  /** Milliseconds since 1970, or one of the ends. */
  readonly timeMs: number
}
export interface FoundOffset {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  /** -1: there is none at or after the time. */
  readonly offset: number
}

/** ListOffsets, version 2: the first that knows committed from uncommitted. https://kafka.apache.org/protocol#The_Messages_ListOffsets */
export function listOffsetsCall(
  isolation: 'readCommitted' | 'readUncommitted',
  queries: readonly OffsetQuery[],
): ProtocolCall<readonly FoundOffset[]> {
  const encode = () => {
    const writer = new WireWriter().int32(-1).int8(isolation === 'readCommitted' ? 1 : 0)
    writer.array([...Map.groupBy(queries, ({ topic }) => topic)], ([topic, parts]) => {
      writer.string(topic).array(parts, ({ partition, timeMs }) => writer.int32(partition).int64(timeMs))
    })
    return writer.buffer
  }
  return {
    request: { apiKey: 2, apiVersion: 2, apiName: 'ListOffsets', encode },
    decode: (bytes) => decode(new WireReader(bytes)),
  }
}

function decode(reader: WireReader): readonly FoundOffset[] {
  reader.skip(4)
  const found: FoundOffset[] = []
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.string()
    for (let left = reader.int32(); left > 0; left--) {
      const [partition, errorCode] = [reader.int32(), reader.int16()]
      reader.skip(8)
      found.push({ topic, partition, errorCode, offset: reader.int64() })
    }
  }
  return found
}
