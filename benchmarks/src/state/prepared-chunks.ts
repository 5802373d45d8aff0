import { schema as schemaOf } from '@streamkit/core'
import {
  type ColumnBatch,
  type ColumnVector,
  type Connector,
  type FormatProvider,
  offset,
  type Sink,
  type Source,
} from '@streamkit/core/connector'

/** Rows that are there before the clock starts: the chunks of each batch. */
export interface Feed {
  readonly schema: string
  readonly batches: readonly (readonly ColumnBatch[])[]
}

/** What came out: how many rows, and the sum of the last column. */
export interface Outcome {
  rows: number
  sum: number
}

/** The format `prepared` gives the feed that its option names, a batch at a time; `outcome` counts what it is given. */
export function preparedChunks(feeds: Readonly<Record<string, Feed>>, outcome: Outcome): Connector {
  const feed = (name: string | undefined): Feed => feeds[name ?? ''] as Feed
  const format: FormatProvider = {
    name: 'prepared',
    schema: ({ options }) => schemaOf(feed(options.string('feed')).schema),
    source: ({ options }) => sourceOf(feed(options.string('feed'))),
  }
  return { name: 'prepared', formats: [format, { name: 'outcome', sink: () => outcomeSink(outcome) }] }
}

function sourceOf({ batches }: Feed): Source {
  return {
    description: 'Prepared',
    async initialize() {},
    async latestOffset(start) {
      return offset(String(Math.min(batches.length, start === null ? 1 : Number(start) + 1)))
    },
    async *read({ start, end }, { columns }) {
      for (let i = start === null ? 0 : Number(start); i < Number(end); i++)
        for (const chunk of batches[i] as readonly ColumnBatch[])
          yield { length: chunk.length, columns: columns.map((c) => chunk.columns[c] as ColumnVector) }
    },
    async commit() {},
    async stop() {},
    async prepareForAvailableNow() {},
  }
}

function outcomeSink(outcome: Outcome): Sink {
  return {
    description: 'Outcome',
    async prepare() {},
    async addBatch({ chunks }) {
      let numOutputRows = 0
      for await (const { length, columns } of chunks()) {
        numOutputRows += length
        outcome.sum += sumOf(columns.at(-1) as ColumnVector, length)
      }
      outcome.rows += numOutputRows
      return { numOutputRows }
    },
    async stop() {},
  }
}

function sumOf(column: ColumnVector, length: number): number {
  let sum = 0
  if (column.kind === 'float64' || column.kind === 'int32')
    for (let i = 0; i < length; i++) sum += column.values[i] as number
  else if (column.kind === 'int64') for (let i = 0; i < length; i++) sum += Number(column.values[i])
  return sum
}
