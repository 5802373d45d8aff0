import { raise } from '../../conditions.ts'
import type { KafkaOffsets } from '../../offsets/kafka-offsets.ts'
import { errorCodes } from '../client-error.ts'
import { fetchCall } from '../protocol/fetch-call.ts'
import type { BrokerAccess } from './broker-access.ts'

/** How long a broker holds its answer back while it has nothing to tell, ms: so long may a connection outlive the client that closes it. */
const longestWaitMs = 500

/**
 * Asks every leader for records from these offsets on, which answers when there are some or its time is over. Whether the first to answer with something has any; false when none has. Brokers that do not
 * answer, or with an error, reject.
 */
export async function waitForRecords(access: BrokerAccess, from: KafkaOffsets): Promise<boolean> {
  const partitions = [...from].flatMap(([topic, offsets]) =>
    [...offsets].map(([partition, offset]) => ({ topic, partition, from: offset, maxBytes: 1 })),
  )
  try {
    const byLeader = await access.byLeader(partitions)
    const asked = [...byLeader].map(async ([node, some]) => {
      const call = fetchCall({ isolation: 'readCommitted', maxWaitMs: longestWaitMs, maxBytes: 1, partitions: some })
      const answers = await access.send(node, call)
      const refused = answers.find(({ errorCode }) => errorCode !== errorCodes.none)
      if (refused !== undefined) {
        const partition = `${refused.topic}-${refused.partition}`
        throw raise('KAFKA_NOT_READY', { partition, reason: `its leader answers with error ${refused.errorCode}` })
      }
      if (answers.every(({ recordSet }) => recordSet.length === 0)) throw nothing
      return true
    })
    return await Promise.any(asked)
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error]
    const failure = errors.find((it) => it !== nothing)
    if (failure === undefined) return false
    access.forgetLeaders()
    throw access.classify(failure).error
  }
}

/** Of a leader that has nothing new: the others are still waited for. */
const nothing = Symbol('nothing new')
