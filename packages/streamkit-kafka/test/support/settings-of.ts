import { createSession } from '@streamkit/core'
import type { Connector, OptionReader } from '@streamkit/core/connector'
import { kafkaSchema } from '../../src/kafka-schema.ts'

/**
 * Reads options as a connector does: out of a session, which afterwards refuses those that nobody asked for.
 * Throws what the reading throws.
 */
export async function settingsOf<T>(
  read: (options: OptionReader) => T,
  given: Readonly<Record<string, unknown>>,
): Promise<T> {
  const found: T[] = []
  const connector: Connector<{ kafka: { read: Readonly<Record<string, unknown>> } }> = {
    name: 'options of kafka',
    formats: [
      {
        name: 'kafka',
        schema: () => kafkaSchema(),
        scan({ options }) {
          found.push(read(options))
          return { description: 'nothing', async *read() {} }
        },
      },
    ],
  }
  await using session = createSession({ connectors: [connector] })
  await session.read().format('kafka').options(given).load().collect()
  return found[0] as T
}
