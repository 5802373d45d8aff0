import type { ProtocolCall } from '../kafkajs/cluster.ts'
import { WireReader } from './wire-reader.ts'
import { WireWriter } from './wire-writer.ts'

/** A transaction as its coordinator knows it. */
export interface TransactionOwner {
  readonly transactionalId: string
  readonly producerId: number
  readonly producerEpoch: number
}

/** EndTxn, version 1: commits. The answer is an error code; asked again of a transaction that it has committed, the coordinator says 0 again. https://kafka.apache.org/protocol#The_Messages_EndTxn */
export function commitTransactionCall(owner: TransactionOwner): ProtocolCall<number> {
  const encode = () => {
    const writer = new WireWriter().string(owner.transactionalId).int64(owner.producerId)
    return writer.int16(owner.producerEpoch).int8(1).buffer
  }
  // Throttle time, then the code.
  return {
    request: { apiKey: 26, apiVersion: 1, apiName: 'EndTxn', encode },
    decode: (bytes) => new WireReader(bytes, 4).int16(),
  }
}
