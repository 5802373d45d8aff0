import type { EventGenerator } from '../events/event-generator.ts'
import { eventTypes } from '../events/event-types.ts'

const ownColumns = ['event_id', 'event_date', 'event_time'] as const

/**
 * The registry of event types (the Factory pattern): the rest of the program asks it and never names a type.
 *
 * @throws Error when two types share a name or a folder, or a type lacks a column that every event has
 *
 * @example
 * new EventFactory().eventTypes // ['product_view', 'product_purchase']
 */
export class EventFactory {
  readonly generators: readonly EventGenerator[]
  readonly #byType: ReadonlyMap<string, EventGenerator>

  /** @param generators - the event types; default: all of the shop */
  constructor(generators: readonly EventGenerator[] = eventTypes) {
    this.generators = [...generators]
    this.#byType = new Map(generators.map((generator) => [generator.eventType, generator]))
    refuseTwins(
      'event type',
      generators.map((generator) => generator.eventType),
    )
    refuseTwins(
      'folder',
      generators.map((generator) => generator.folder),
    )
    for (const generator of generators) refuseMissingColumns(generator)
  }

  /** The names of the event types, in the order of the list. */
  get eventTypes(): readonly string[] {
    return [...this.#byType.keys()]
  }

  /** The generator of an event type. */
  generator(eventType: string): EventGenerator {
    const found = this.#byType.get(eventType)
    if (found) return found
    throw new Error(`There is no event type '${eventType}'. The event types are: ${this.eventTypes.join(', ')}.`)
  }
}

function refuseTwins(what: string, names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin !== undefined) throw new Error(`Two event types have the ${what} '${twin}'. Give each its own.`)
}

function refuseMissingColumns(generator: EventGenerator): void {
  const missing = ownColumns.filter((column) => !generator.columns.includes(column))
  if (missing.length > 0) {
    throw new Error(`Event type '${generator.eventType}' lacks ${missing.join(', ')}. Add them to its schema.`)
  }
}
