import { kafkaLocation } from '../generate/kafka-target.ts'
import { readManifests } from '../generate/manifest-reader.ts'

/** An event that was generated, as the tables should have it. */
export interface ExpectedEvent {
  readonly eventType: string
  readonly columns: Readonly<Record<string, string | null>>
  /** `must`: good and in time. `may`: late, or in a file that nobody can tell about. */
  readonly presence: 'must' | 'may'
}

export interface Expectations {
  readonly events: ReadonlyMap<string, ExpectedEvent>
  readonly rows: number
  readonly duplicates: number
  readonly malformed: number
  /** Event ids of the malformed messages that went to Kafka: must a dead letter be there, or may one. Null: nothing went there. */
  readonly deadLetters: ReadonlyMap<string, 'must' | 'may'> | null
}

/** What the manifests of a data folder promise. */
export async function expectedEvents(dataFolder: string): Promise<Expectations> {
  const events = new Map<string, ExpectedEvent>()
  let deadLetters: Map<string, 'must' | 'may'> | null = null
  let [rows, duplicates, malformed] = [0, 0, 0]
  for await (const row of readManifests(dataFolder)) {
    rows++
    if (row.fate === 'duplicate') duplicates++
    if (row.fate === 'malformed') malformed++
    if (row.file.startsWith(kafkaLocation)) {
      deadLetters ??= new Map()
      if (row.fate === 'malformed') deadLetters.set(row.eventId, row.visible === 'yes' ? 'must' : 'may')
    }
    if (row.event === undefined) continue
    const presence = row.fate === 'first' && row.visible === 'yes' ? 'must' : 'may'
    events.set(row.eventId, { eventType: row.eventType, columns: texts(row.event), presence })
  }
  return { events, rows, duplicates, malformed, deadLetters }
}

/** The event as PostgreSQL writes its columns as text: date and time in one. */
function texts(event: Readonly<Record<string, string | number | null>>): Readonly<Record<string, string | null>> {
  const { event_date, event_time, ...columns } = event
  const asText = Object.entries(columns).map(([name, value]) => [name, value === null ? null : String(value)] as const)
  return { ...Object.fromEntries(asText), event_ts: `${event_date} ${event_time}` }
}
