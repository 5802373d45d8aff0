/** A bell that many may ring and one waits for: a ring before the wait is not lost. */
export class WakeUp {
  #rung = false
  #resolve: (() => void) | null = null

  ring(): void {
    this.#rung = true
    this.#resolve?.()
  }

  /** Resolves at the next ring, at once if there was one since the last wait. */
  async wait(): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        this.#resolve = resolve
      })
    }
    this.#rung = false
    this.#resolve = null
  }
}
