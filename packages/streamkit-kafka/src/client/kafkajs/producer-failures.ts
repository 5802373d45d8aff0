import { messageOf } from '@streamkit/core/connector'
import { raise } from '../../conditions.ts'
import type { ClientFailure } from '../client-error.ts'
import type { ProducerOptions } from '../kafka-client.ts'

/** How often a topic or partition that the brokers do not know is asked for again: what was made a moment ago is not known everywhere yet. */
const triesOfUnknown = 8

/** Says what went wrong with what was sent, and whether another try may help. */
export class ProducerFailures {
  readonly #options: ProducerOptions
  readonly #classify: (cause: unknown) => ClientFailure
  #beganAtMs = 0
  #unknown = 0

  constructor(options: ProducerOptions, classify: (cause: unknown) => ClientFailure) {
    this.#options = options
    this.#classify = classify
  }

  /** A transaction begins. */
  began(): void {
    this.#beganAtMs = performance.now()
    this.#unknown = 0
  }

  sort(cause: unknown, topics: readonly string[] = []): ClientFailure {
    const types = typesOf(cause)
    const reason = messageOf(cause)
    if (types.has('UNKNOWN_KAFKA_PARTITION')) return { retriable: this.#unknown++ < 1, error: cause as Error }
    if (types.has('MESSAGE_TOO_LARGE') || types.has('RECORD_LIST_TOO_LARGE')) {
      const figures = { topic: topics.join(', '), bytes: this.#options.maxRequestBytes }
      return { retriable: false, error: raise('KAFKA_RECORD_TOO_LARGE', figures, { cause }) }
    }
    if (fencing.some((type) => types.has(type))) return { retriable: false, error: this.#fenced(reason, cause) }
    if (types.has('UNKNOWN_TOPIC_OR_PARTITION') && topics.length > 0) {
      const error = raise('UNKNOWN_KAFKA_TOPIC', { topics: topics.join(', '), option: 'topic' }, { cause })
      return { retriable: this.#unknown++ < triesOfUnknown, error }
    }
    return this.#classify(cause)
  }

  /** To the brokers it is the same: somebody else has the id, or they took it away because the transaction was open for too long. */
  #fenced(reason: string, cause: unknown): Error {
    const openMs = performance.now() - this.#beganAtMs
    const { transactionTimeoutMs, transactionalId } = this.#options
    if (this.#beganAtMs === 0 || openMs < transactionTimeoutMs) {
      return raise('KAFKA_SINK_FENCED', { transactionalId: transactionalId ?? '', reason }, { cause })
    }
    const figures = { seconds: (openMs / 1000).toFixed(1), limit: transactionTimeoutMs / 1000 }
    return raise('KAFKA_TRANSACTION_TIMED_OUT', figures, { cause })
  }
}

const fencing = [
  'KAFKA_SINK_FENCED',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'TRANSACTION_COORDINATOR_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
  'INVALID_TXN_STATE',
]

/** Kafka's names of what went wrong, and our own, of the error and of those inside it. */
function typesOf(cause: unknown): ReadonlySet<string> {
  const types = new Set<string>()
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { type, condition } = error as Error & { readonly type?: unknown; readonly condition?: unknown }
    if (typeof type === 'string') types.add(type)
    if (typeof condition === 'string') types.add(condition)
  }
  return types
}
