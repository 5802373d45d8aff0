import type { ProtocolCall } from '../kafkajs/cluster.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** What the cluster says of a topic. */
export interface TopicMetadata {
  readonly errorCode: number
  readonly name: string
  /** Changes when a topic is deleted and made anew. */
  readonly id: string
  /** Whether it is one of the brokers' own. */
  readonly internal: boolean
  readonly partitions: readonly { readonly errorCode: number; readonly partition: number; readonly leader: number }[]
}

/**
 * Metadata, version 12, which tells the ids of topics. Null: of all topics. kafkajs writes the header of older versions; the byte that newer ones have behind it (no tagged fields) is written and read here.
 * https://kafka.apache.org/protocol#The_Messages_Metadata
 */
export function metadataCall(topics: readonly string[] | null): ProtocolCall<readonly TopicMetadata[]> {
  const encode = () => {
    const writer = new WireWriter().unsignedVarint(0)
    writer.unsignedVarint(topics === null ? 0 : topics.length + 1)
    for (const topic of topics ?? []) writer.bytes(noId).compactString(topic).unsignedVarint(0)
    // Topics are not made by asking for them; no operations.
    return writer.int8(0).int8(0).unsignedVarint(0).buffer
  }
  return {
    request: { apiKey: 3, apiVersion: 12, apiName: 'Metadata', encode },
    decode: (bytes) => decode(new WireReader(bytes)),
  }
}

const noId = new Uint8Array(16)

function decode(reader: WireReader): readonly TopicMetadata[] {
  reader.skipTaggedFields()
  reader.skip(4)
  for (let brokers = reader.unsignedVarint() - 1; brokers > 0; brokers--) {
    reader.skip(4)
    reader.compactString()
    reader.skip(4)
    reader.compactString()
    reader.skipTaggedFields()
  }
  reader.compactString()
  reader.skip(4)
  return Array.from({ length: Math.max(0, reader.unsignedVarint() - 1) }, () => decodeTopic(reader))
}

function decodeTopic(reader: WireReader): TopicMetadata {
  const errorCode = reader.int16()
  const name = reader.compactString() ?? ''
  const id = reader.uuid()
  const internal = reader.int8() !== 0
  const partitions = Array.from({ length: Math.max(0, reader.unsignedVarint() - 1) }, () => decodePartition(reader))
  reader.skip(4)
  reader.skipTaggedFields()
  return { errorCode, name, id, internal, partitions }
}

function decodePartition(reader: WireReader): TopicMetadata['partitions'][number] {
  const [errorCode, partition, leader] = [reader.int16(), reader.int32(), reader.int32()]
  reader.skip(4)
  for (let lists = 3; lists > 0; lists--) reader.skip(4 * Math.max(0, reader.unsignedVarint() - 1))
  reader.skipTaggedFields()
  return { errorCode, partition, leader }
}
