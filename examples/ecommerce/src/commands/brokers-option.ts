import { optional, textOption } from '../config/option.ts'

/** Where Kafka is. The same variable names the broker of the tests. */
export const brokersOption = optional(
  textOption({
    help: "Kafka's brokers, with commas between them.",
    env: 'KAFKA_BROKERS',
    placeholder: '<host:port>',
  }),
)
