/**
 * Turns a share into whole rows, exactly: what does not make a whole row now is owed to the next file.
 *
 * After any number of files the rows taken differ from `share × events` by less than one, plus what was given back.
 */
export class ShareMeter {
  readonly #share: number
  #owed = 0

  /** @param share - from 0 to 1 */
  constructor(share: number) {
    this.#share = share
  }

  /** How many of the next `events` events fall into the share; never more than `limit`. */
  take(events: number, limit: number = events): number {
    this.#owed += events * this.#share
    // A sum of fractions such as 0.1 may end a hair below the whole row it stands for.
    const taken = Math.min(Math.floor(this.#owed + 1e-9), limit)
    this.#owed -= taken
    return taken
  }

  /** Hands back rows that could not be placed; the next file gets them. */
  giveBack(rows: number): void {
    this.#owed += rows
  }
}
