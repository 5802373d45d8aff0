import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { isTopicName } from '../topic-name.ts'
import { type KafkaConnection, kafkaConnection } from './connection.ts'

/** The options of a write, checked. */
export interface KafkaWriteSettings extends KafkaConnection {
  /** Null: each row names its own. */
  readonly topic: string | null
  readonly includeHeaders: boolean
}

/**
 * Reads and checks the options of `write` and `writeStream` with `format('kafka')`.
 *
 * @throws StreamKitError with one of this package's conditions, or the core's `INVALID_OPTION_VALUE`
 */
export function kafkaWriteSettings(options: OptionReader): KafkaWriteSettings {
  const topic = options.string('topic')?.trim()
  if (topic !== undefined && !isTopicName(topic)) {
    const expected = 'the name of a topic: letters, digits, ., _ and -'
    throw raise('INVALID_KAFKA_OPTION', { option: 'topic', value: JSON.stringify(topic), expected })
  }
  return {
    ...kafkaConnection(options),
    topic: topic ?? null,
    includeHeaders: options.boolean('includeHeaders', false),
  }
}
