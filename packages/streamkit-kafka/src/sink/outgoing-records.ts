import { type ColumnBatch, type ColumnVector, type StructType, simpleString, valueAt } from '@streamkit/core/connector'
import type { OutgoingRecord, RecordHeader } from '../client/kafka-client.ts'
import { raise } from '../conditions.ts'
import type { KafkaWriteSettings } from '../options/write-settings.ts'

/** Turns rows into records. Made once for a query: its columns are checked here. */
export class OutgoingRecords {
  readonly #settings: Pick<KafkaWriteSettings, 'topic' | 'includeHeaders'>
  readonly #key: number
  readonly #value: number
  readonly #topic: number
  readonly #partition: number
  readonly #headers: number

  /** @throws StreamKitError `INVALID_KAFKA_COLUMN` for a column that is missing or has another type */
  constructor(schema: StructType, settings: Pick<KafkaWriteSettings, 'topic' | 'includeHeaders'>) {
    this.#settings = settings
    const find = (name: string, types: readonly string[]): number => {
      const ordinal = schema.fields.findIndex((field) => field.name.toLowerCase() === name)
      const field = schema.fields[ordinal]
      if (field !== undefined && !types.includes(simpleString(field.dataType))) {
        throw raise('INVALID_KAFKA_COLUMN', {
          column: name,
          problem: `has the type ${simpleString(field.dataType)}`,
          expected: types.join(' or '),
        })
      }
      return ordinal
    }
    this.#key = find('key', ['string', 'binary'])
    this.#value = find('value', ['string', 'binary'])
    this.#topic = settings.topic === null ? find('topic', ['string']) : -1
    this.#partition = find('partition', ['int'])
    this.#headers = settings.includeHeaders ? find('headers', [headersType]) : -1
    if (this.#value < 0) throw missing('value', 'string or binary')
    if (settings.topic === null && this.#topic < 0) throw missing('topic', 'string, or the option topic')
    if (settings.includeHeaders && this.#headers < 0) throw missing('headers', headersType)
  }

  /** The records of a chunk, in the order of its rows. */
  of({ length, columns }: ColumnBatch): readonly OutgoingRecord[] {
    const at = (ordinal: number) => (ordinal < 0 ? null : (columns[ordinal] as ColumnVector))
    const [key, value, topic] = [at(this.#key), at(this.#value), at(this.#topic)]
    const [partition, headers] = [at(this.#partition), at(this.#headers)]
    return Array.from({ length }, (_, i) => ({
      topic: this.#topicOf(topic, i),
      partition: partition === null ? null : (valueAt(partition, i) as number | null),
      key: key === null ? null : bytesOf(valueAt(key, i)),
      value: bytesOf(valueAt(value as ColumnVector, i)),
      headers: headers === null ? noHeaders : headersOf(valueAt(headers, i)),
      timestampMs: null,
    }))
  }

  #topicOf(column: ColumnVector | null, row: number): string {
    if (this.#settings.topic !== null) return this.#settings.topic
    const topic = column === null ? null : (valueAt(column, row) as string | null)
    if (topic === null) throw raise('NULL_KAFKA_TOPIC', {})
    return topic
  }
}

const headersType = 'array<struct<key:string,value:binary>>'
const noHeaders: readonly RecordHeader[] = []

function missing(column: string, expected: string): Error {
  return raise('INVALID_KAFKA_COLUMN', { column, problem: 'is not there', expected })
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value === null) return null
  return typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array)
}

function headersOf(value: unknown): readonly RecordHeader[] {
  if (value === null) return noHeaders
  return (value as readonly (readonly [string, Uint8Array | null])[]).map(([key, bytes]) => ({ key, value: bytes }))
}
