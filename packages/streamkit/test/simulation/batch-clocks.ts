/** What a batch was computed with. */
export interface BatchClock {
  readonly batchId: number
  /** The watermarks at the topmost stateful operator; null without one. */
  readonly watermark: { readonly lateMs: number; readonly evictionMs: number } | null
  readonly timestampMicros: number
  readonly seed: number
}

/**
 * What the batches that reached the sink were computed with, in their order. A batch may be begun while the one before it is being written; if the process dies before it
 * is planned, nobody has seen anything of it.
 */
export class BatchClocks {
  readonly seen: BatchClock[] = []
  #begun: BatchClock | null = null
  #atSink: number | null = null

  /** A process starts: what another one had begun is gone. */
  restart(): void {
    this.#begun = null
    this.#atSink = null
  }

  /** The first row of a batch is asked for. */
  computes(clock: BatchClock): void {
    if (this.#atSink === clock.batchId) this.seen.push(clock)
    else this.#begun = clock
  }

  /** A batch reaches the sink. */
  reaches(batchId: number): void {
    this.#atSink = batchId
    if (this.#begun?.batchId === batchId) this.seen.push(this.#begun)
    this.#begun = null
  }
}
