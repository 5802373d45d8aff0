import { errorsOf } from '@streamkit/core/connector'

/** Every condition that `@streamkit/kafka` can raise. Alphabetical. No parameter ever holds a password or a key. */
export const conditions = {
  CONFLICTING_KAFKA_OPTIONS: {
    sqlState: '22023',
    template: 'The options <options> of the Kafka connector do not go together: <reason>. <hint>',
  },
  INVALID_KAFKA_OFFSETS: {
    sqlState: '22023',
    template: 'The Kafka offsets in <where> cannot be used: <reason>. Write them as <form>.',
  },
  INVALID_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the Kafka connector has the value <value>, expected <expected>.',
  },
  KAFKA_BROKER_NOT_STARTED: {
    sqlState: '58000',
    template:
      'No Kafka broker could be started for tests: <reason>. Name one in the environment variable KAFKA_BROKERS, or install Java 17 and Maven, or Docker.',
  },
  MISPLACED_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> of the Kafka connector is for <place> only. <hint>',
  },
  MISSING_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The Kafka connector needs the option <option>. <hint>',
  },
  REFUSED_KAFKA_OPTION: {
    sqlState: '22023',
    template: 'The option <option> cannot be set: <reason>. <hint>',
  },
} as const

/** Makes an error of this package. */
export const raise: ReturnType<typeof errorsOf<typeof conditions>> = errorsOf(conditions)
