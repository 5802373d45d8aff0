import { DataFrame } from '../../src/api/data-frame.ts'
import type { FrameRuntime } from '../../src/api/frame-runtime.ts'
import type { Stream } from '../../src/api/frame-traits.ts'
import { createSession } from '../../src/index.ts'
import { eventSchema } from './event-log.ts'

/** A row of {@link eventSchema}. */
export interface EventRow {
  readonly id: string
  readonly time: Date
  readonly position: number
}

/** A stream of events. */
export type EventFrame = DataFrame<EventRow, Stream>

/** The streams that a simulated query may read, by the names of their logs, and the session that they are of. */
export interface EventStreams {
  readonly session: ReturnType<typeof createSession>
  readonly left: EventFrame
  readonly right: EventFrame
}

export type LogName = 'left' | 'right'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export function eventStreams(): EventStreams {
  const session = createSession({ logger: silent })
  const { runtime } = session.createDataFrame([], 'nothing STRING')
  return { session, left: stream(runtime, 'left'), right: stream(runtime, 'right') }
}

function stream(runtime: FrameRuntime, log: LogName): EventFrame {
  return new DataFrame(runtime, {
    kind: 'streamingRelation',
    format: 'events',
    options: { log },
    paths: [],
    userSchema: null,
    schema: eventSchema,
  })
}
