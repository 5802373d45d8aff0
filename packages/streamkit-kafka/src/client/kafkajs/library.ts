import { createRequire } from 'node:module'

/** The only place that names kafkajs. It is CommonJS; its parts below the consumer are not in its public types (see {@link Cluster}). */
export {
  default as kafkajs,
  type Kafka,
  type KafkaConfig,
  type Message,
  type Producer,
  type SASLOptions,
  type Transaction,
} from 'kafkajs'

const require = createRequire(import.meta.url)

/** A module inside of kafkajs. */
export function kafkajsPart(path: string): unknown {
  return require(`kafkajs/src/${path}`)
}
