import type { StreamingQueryProgress } from '../contracts/streaming-query-progress.ts'
import { type BatchSample, batchSample } from './batch-sample.ts'
import type { WatchedQuery } from './watched-session.ts'

/** The prefix of the source metrics that count rejected input, followed by the reason. */
const badRecordsPrefix = 'badRecords.'

/** Rejected records of one source for one reason, since the page was opened. */
export interface DeadLetters {
  readonly source: string
  readonly reason: string
  count: number
}

/** What the page remembers of one run of a query: the last batches for the charts, and sums. */
export class QueryHistory {
  readonly query: WatchedQuery
  /** How many batches it keeps for the charts. */
  readonly mostSamples: number
  readonly #samples: BatchSample[] = []
  readonly #deadLetters = new Map<string, DeadLetters>()
  #first = 0
  #inputRows = 0
  #lateRows = 0
  #last: StreamingQueryProgress | null = null

  /** Begins with the batches that the query remembers itself. */
  constructor(query: WatchedQuery, mostSamples: number) {
    this.query = query
    this.mostSamples = mostSamples
    for (const progress of query.recentProgress) this.add(progress)
  }

  add(progress: StreamingQueryProgress): void {
    // The query remembers a batch before it tells of it: one that was found there comes once more.
    if (this.#last !== null && progress.batchId <= this.#last.batchId) return
    this.#last = progress
    this.#samples.push(batchSample(progress))
    if (this.#samples.length > this.mostSamples) {
      this.#samples.shift()
      this.#first++
    }
    this.#inputRows += progress.numInputRows
    for (const { numRowsDroppedByWatermark } of progress.stateOperators) this.#lateRows += numRowsDroppedByWatermark
    for (const { description, metrics = {} } of progress.sources) this.#addDeadLetters(description, metrics)
  }

  get lastProgress(): StreamingQueryProgress | null {
    return this.#last
  }
  /** How many batches were seen. */
  get batches(): number {
    return this.#first + this.#samples.length
  }
  /** Of the batches seen. */
  get inputRows(): number {
    return this.#inputRows
  }
  /** Rows that came after the watermark. */
  get lateRows(): number {
    return this.#lateRows
  }
  get deadLetters(): readonly DeadLetters[] {
    return [...this.#deadLetters.values()]
  }
  get deadLetterCount(): number {
    return this.deadLetters.reduce((sum, { count }) => sum + count, 0)
  }

  /** Batches from the one with that number on, counted from 0; those that are forgotten are left out. */
  samplesFrom(number: number): readonly BatchSample[] {
    return this.#samples.slice(Math.max(0, number - this.#first))
  }
  lastSamples(count: number): readonly BatchSample[] {
    return this.#samples.slice(-count)
  }

  #addDeadLetters(source: string, metrics: Readonly<Record<string, string>>): void {
    for (const name in metrics) {
      if (!name.startsWith(badRecordsPrefix)) continue
      const count = Number(metrics[name])
      if (!(count > 0)) continue
      const reason = name.slice(badRecordsPrefix.length)
      const key = JSON.stringify([source, reason])
      const letters = this.#deadLetters.get(key)
      if (letters === undefined) this.#deadLetters.set(key, { source, reason, count })
      else letters.count += count
    }
  }
}
