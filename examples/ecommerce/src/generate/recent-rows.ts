import type { Random } from '../world/random.ts'
import type { GeneratedRow } from './generated-row.ts'

/** The last few good rows, to be repeated as duplicates: bounded, whatever the size of the run. */
export class RecentRows {
  readonly #capacity: number
  #rows: GeneratedRow[] = []
  #oldest = 0

  /** @param capacity - how many rows are kept at most */
  constructor(capacity = 256) {
    this.#capacity = capacity
  }

  get size(): number {
    return this.#rows.length
  }

  add(row: GeneratedRow): void {
    if (this.#rows.length < this.#capacity) this.#rows.push(row)
    else {
      this.#rows[this.#oldest] = row
      this.#oldest = (this.#oldest + 1) % this.#capacity
    }
  }

  /** Any of the rows kept; there must be one. */
  pick(random: Random): GeneratedRow {
    return random.helpers.arrayElement(this.#rows)
  }

  /** Hands all rows over to `other` and forgets them. */
  drainInto(other: RecentRows): void {
    for (const row of this.#rows) other.add(row)
    this.#rows = []
    this.#oldest = 0
  }
}
