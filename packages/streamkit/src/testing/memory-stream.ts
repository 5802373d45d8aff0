import type { BuiltInFormats } from '../api/formats.ts'
import { createSession, type MemoryStream } from '../session/session.ts'
import type { CheckedSchema, RowOf, SchemaInput } from '../types/schema.ts'

/**
 * A stream that a test feeds, without a session of its own: `session.memoryStream` for tests that need no session. Its frame runs in {@link testStream}, joins frames of other memory streams, and may be
 * started like any other.
 *
 * @example
 * const input = memoryStream('id STRING NOT NULL, at TIMESTAMP NOT NULL')
 * await testStream(input.toDF().filter(($) => $.id.isNotNull()))
 *   .addData(input, { id: 'a', at: new Date(0) })
 *   .checkAnswer({ id: 'a', at: new Date(0) })
 */
export function memoryStream<const S extends SchemaInput>(
  schema: CheckedSchema<S>,
): MemoryStream<RowOf<S>, BuiltInFormats> {
  return createSession().memoryStream<S>(schema)
}
