import type { ColumnBatch } from '../../src/columnar/column-batch.ts'
import { columnBuilder } from '../../src/columnar/column-builder.ts'
import { valueAt } from '../../src/columnar/vector-access.ts'
import { type StructType, safeBigintType, stringType, structType, timestampType } from '../../src/types/data-type.ts'

/** One row of the simulated input. */
export interface SimulatedEvent {
  readonly id: string
  /** Event time, ms since 1970. */
  readonly timeMs: number
}

/** The rows of a simulation: who, when, and the place in the input, which tells copies of an event apart. */
export const eventSchema: StructType = structType([
  { name: 'id', dataType: stringType, nullable: false },
  { name: 'time', dataType: timestampType, nullable: false },
  { name: 'position', dataType: safeBigintType, nullable: false },
])
export const idColumn = 0
export const timeColumn = 1
export const positionColumn = 2

/** Input that outlives the machine it is read by, as a topic of a broker does. */
export class EventLog {
  readonly events: SimulatedEvent[] = []
  /** Everything before this position was given back. */
  trimmedTo = 0

  append(events: readonly SimulatedEvent[]): void {
    this.events.push(...events)
  }

  /** The events from `from` to before `to`. */
  chunk(range: { readonly from: number; readonly to: number }, columns: readonly number[]): ColumnBatch {
    const length = range.to - range.from
    const vectors = columns.map((column) => {
      const builder = columnBuilder((eventSchema.fields[column] as (typeof eventSchema.fields)[number]).dataType)
      for (let position = range.from; position < range.to; position++) {
        const { id, timeMs } = this.events[position] as SimulatedEvent
        builder.append([id, timeMs * 1000, position][column])
      }
      return builder.finish()
    })
    return { length, columns: vectors }
  }
}

/** The rows of a chunk as text. */
export function rowTexts(chunk: ColumnBatch): readonly string[] {
  return Array.from({ length: chunk.length }, (_, row) =>
    chunk.columns.map((column) => String(valueAt(column, row))).join(' '),
  )
}
