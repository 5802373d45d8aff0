import type { ColumnBatch } from '@streamkit/core/connector'
import type { Feed } from './prepared-chunks.ts'

/** An event as a hand-written loop has it. Times are microseconds. */
export interface Event {
  readonly id: string
  readonly user: string
  readonly k: number
  readonly v: number
  readonly at: number
}

/** The same events twice: as columns for the engine, as objects for the loop. */
export interface Events {
  readonly feed: Feed
  readonly batches: readonly (readonly Event[])[]
}

export interface EventsOptions {
  readonly rows: number
  readonly rowsPerBatch: number
  readonly seed: number
  /** How many values `k` has. */
  readonly keys: number
}

const chunkRows = 16_384
/** Event time that a batch covers, and how much earlier than its place a row may be: less than any watermark here. Microseconds. */
const batchMicros = 60e6
const disorderMicros = 5e6
const users = 1000

/** Events with ids (2 % of them repeat the row before), 1,000 users and `keys` whole numbers, a minute of event time a batch. */
export function makeEvents({ rows, rowsPerBatch, seed, keys }: EventsOptions): Events {
  const random = xorshift(seed)
  const batches: Event[][] = []
  for (let from = 0; from < rows; from += rowsPerBatch) {
    const batch: Event[] = []
    for (let i = from; i < Math.min(rows, from + rowsPerBatch); i++) {
      const last = batch.at(-1)
      if (last !== undefined && random() % 50 === 0) {
        batch.push(last)
        continue
      }
      const at = 1.7e15 + Math.floor((i / rowsPerBatch) * batchMicros) - (random() % disorderMicros)
      batch.push({ id: uuid(random), user: `user-${random() % users}`, k: random() % keys, v: random() % 100, at })
    }
    batches.push(batch)
  }
  const schema = 'id STRING NOT NULL, user STRING NOT NULL, k INT NOT NULL, v INT NOT NULL, at TIMESTAMP NOT NULL'
  return { feed: { schema, batches: batches.map(chunksOf) }, batches }
}

function chunksOf(events: readonly Event[]): readonly ColumnBatch[] {
  const chunks: ColumnBatch[] = []
  for (let from = 0; from < events.length; from += chunkRows) {
    const rows = events.slice(from, from + chunkRows)
    chunks.push({
      length: rows.length,
      columns: [
        textColumn(rows.map(({ id }) => id)),
        textColumn(rows.map(({ user }) => user)),
        { kind: 'int32', values: Int32Array.from(rows, ({ k }) => k), nulls: null },
        { kind: 'int32', values: Int32Array.from(rows, ({ v }) => v), nulls: null },
        { kind: 'float64', values: Float64Array.from(rows, ({ at }) => at), nulls: null },
      ],
    })
  }
  return chunks
}

/** As readers of files and of Kafka give text: bytes. */
function textColumn(texts: readonly string[]): ColumnBatch['columns'][number] {
  const ends = new Int32Array(texts.length)
  let end = 0
  for (let i = 0; i < texts.length; i++) ends[i] = end += (texts[i] as string).length
  const starts = new Int32Array(texts.length)
  starts.set(ends.subarray(0, texts.length - 1), 1)
  return { kind: 'utf8', bytes: Buffer.from(texts.join('')), starts, ends, nulls: null }
}

function uuid(random: () => number): string {
  const hex = () => random().toString(16).padStart(8, '0')
  const text = hex() + hex() + hex() + hex()
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-')
}

function xorshift(seed: number): () => number {
  let state = seed
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
}
