import type { ServerResponse } from 'node:http'
import { type PageEvent, type QuerySummary, queryDetail, querySummary } from './page-state.ts'
import type { QueryHistory } from './query-history.ts'
import type { SessionHistory } from './session-history.ts'
import { shownJson } from './shown-json.ts'

interface Visitor {
  readonly response: ServerResponse
  readonly runId: string | null
  nextSample: number
}

export interface EventStreamsOptions {
  readonly appName: string
  readonly nowMs: () => number
  readonly history: () => SessionHistory
  readonly mostVisitors: number
}

/** A visitor that has not taken that much is dropped; its browser comes again by itself and gets everything anew. Bytes. */
const mostWaitingBytes = 1 << 20

/** The open server-sent event streams. */
export class EventStreams {
  readonly #options: EventStreamsOptions
  readonly #visitors = new Set<Visitor>()
  readonly #changed = new Set<string>()
  readonly #told = new Map<string, string>()

  constructor(options: EventStreamsOptions) {
    this.#options = options
  }

  get isFull(): boolean {
    return this.#visitors.size >= this.#options.mostVisitors
  }
  get isEmpty(): boolean {
    return this.#visitors.size === 0
  }

  /** Opens a stream with everything there is; `runId`: the query that the visitor looks at. */
  add(response: ServerResponse, runId: string | null): void {
    const visitor: Visitor = { response, runId, nextSample: 0 }
    response.on('close', () => this.#visitors.delete(visitor))
    response.on('error', () => this.#visitors.delete(visitor))
    response.write('retry: 1000\n\n')
    this.#visitors.add(visitor)
    const { runs } = this.#options.history()
    this.#send(visitor, { runs, changed: runs.map(querySummary), isWanted: true })
  }

  changed(runId: string): void {
    // Without visitors nothing needs to be remembered: a new one gets everything.
    if (!this.isEmpty) this.#changed.add(runId)
  }

  /** Tells all visitors what has changed. */
  flush(): void {
    if (this.isEmpty) return
    const { runs } = this.#options.history()
    const changed: QuerySummary[] = []
    for (const run of runs) {
      const { runId, isActive, status } = run.query
      // What a query is doing changes without an event.
      const told = `${isActive} ${status.isTriggerActive} ${status.message}`
      if (this.#told.get(runId) !== told) this.#changed.add(runId)
      this.#told.set(runId, told)
      if (this.#changed.has(runId)) changed.push(querySummary(run))
    }
    for (const visitor of this.#visitors) {
      this.#send(visitor, { runs, changed, isWanted: visitor.runId !== null && this.#changed.has(visitor.runId) })
    }
    this.#changed.clear()
    if (this.#told.size > 2 * runs.length) this.#told.clear()
  }

  /** A comment, so that both ends notice when the other has gone. */
  beat(): void {
    for (const { response } of this.#visitors) response.write(': here\n\n')
  }

  close(): void {
    for (const { response } of this.#visitors) response.end()
    this.#visitors.clear()
  }

  #send(visitor: Visitor, { runs, changed, isWanted }: Sending): void {
    const { appName, nowMs } = this.#options
    if (changed.length === 0 && !isWanted) return
    const shown = isWanted ? runs.find(({ query }) => query.runId === visitor.runId) : undefined
    const detail = shown === undefined ? null : queryDetail(shown, runs, visitor.nextSample)
    if (shown !== undefined) visitor.nextSample = shown.batches
    const event: PageEvent = { nowMs: nowMs(), appName, order: runs.map(({ query }) => query.runId), changed, detail }
    visitor.response.write(`data: ${shownJson(event)}\n\n`)
    if (visitor.response.writableLength <= mostWaitingBytes) return
    this.#visitors.delete(visitor)
    visitor.response.destroy()
  }
}

interface Sending {
  readonly runs: readonly QueryHistory[]
  readonly changed: readonly QuerySummary[]
  readonly isWanted: boolean
}
