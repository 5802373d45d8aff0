/** A bell that many may ring and one waits for: a ring before the wait is not lost, nor one that ends a wait that nobody is interested in any more. */
export class WakeUp {
  #rung = false
  #waiting: PromiseWithResolvers<void> | null = null

  ring(): void {
    this.#rung = true
    this.#waiting?.resolve()
    this.#waiting = null
  }

  /** Forgets the rings so far: what they told of is about to be looked at. */
  reset(): void {
    this.#rung = false
  }

  /** Resolves at the next ring, at once if there was one since the last reset. */
  wait(): Promise<void> {
    if (this.#rung) return Promise.resolve()
    this.#waiting ??= Promise.withResolvers()
    return this.#waiting.promise
  }
}
