import type { ColumnBuilder } from '@streamkit/core/connector'
import type { PageReader } from './hyparquet.ts'
import type { ParquetPage } from './parquet-file.ts'
import type { PlannedLeaf } from './read-plan.ts'

/** Walks over the entries of one leaf in one row group, page by page. Throws a plain Error for pages that do not fit together. */
export class LeafCursor {
  readonly #pages: PageReader
  readonly #maxDefinition: number
  readonly #convert: ((raw: unknown) => unknown) | null
  #page: ParquetPage | null = null
  /** The next entry of the page. */
  #entry = 0
  /** The next value of the page: nulls have none. */
  #next = 0
  /** The values of the page as internal values: number `i` is converted when it is asked for. */
  #valueAt: (i: number) => unknown = () => null
  #rawDictionary: ArrayLike<unknown> | null = null
  #dictionary: unknown[] = []

  constructor(pages: PageReader, { leaf, convert }: PlannedLeaf) {
    this.#pages = pages
    this.#maxDefinition = leaf.maxDefinition
    this.#convert = convert
  }

  /** The definition level of the entry to come. */
  get definition(): number {
    const { definitions } = this.#current()
    return definitions === null ? this.#maxDefinition : (definitions[this.#entry] as number)
  }

  /** The repetition level of the entry to come; 0 at the end. */
  get repetition(): number {
    const page = this.#loaded()
    return page === null || page.repetitions === null ? 0 : (page.repetitions[this.#entry] as number)
  }

  get isAtEnd(): boolean {
    return this.#loaded() === null
  }

  /** The value of the entry to come, or null, and on. */
  take(): unknown {
    const isThere = this.definition === this.#maxDefinition
    this.#entry++
    return isThere ? this.#valueAt(this.#next++) : null
  }

  /** Passes over an entry without making its value. */
  skip(): void {
    if (this.definition === this.#maxDefinition) this.#next++
    this.#entry++
  }

  /** Adds the next `count` entries of a leaf that is not in a list to a column. */
  fill(builder: ColumnBuilder, count: number): void {
    let left = count
    while (left > 0) {
      const { definitions, entries } = this.#current()
      const end = Math.min(entries, this.#entry + left)
      left -= end - this.#entry
      const valueAt = this.#valueAt
      const most = this.#maxDefinition
      let next = this.#next
      for (let i = this.#entry; i < end; i++) {
        if (definitions === null || definitions[i] === most) builder.append(valueAt(next++))
        else builder.append(null)
      }
      this.#next = next
      this.#entry = end
    }
  }

  #current(): ParquetPage {
    const page = this.#loaded()
    if (page === null) throw new Error('its pages end before its rows do')
    return page
  }

  #loaded(): ParquetPage | null {
    while (this.#page === null || this.#entry === this.#page.entries) {
      const page = this.#pages.next()
      if (page === null) return null
      this.#page = page
      this.#entry = 0
      this.#next = 0
      this.#valueAt = page.isDictionaryCoded ? this.#ofDictionary(page.values) : this.#plain(page.values)
    }
    return this.#page
  }

  #plain(values: ArrayLike<unknown>): (i: number) => unknown {
    const convert = this.#convert
    return convert === null ? (i) => values[i] : (i) => convert(values[i])
  }

  /** Each value of a dictionary is converted once, however often it is used. */
  #ofDictionary(indexes: ArrayLike<unknown>): (i: number) => unknown {
    const raw = this.#pages.dictionary
    if (raw === null) throw new Error('a page needs a dictionary that is not there')
    if (raw !== this.#rawDictionary) {
      this.#rawDictionary = raw
      this.#dictionary = new Array(raw.length)
    }
    const known = this.#dictionary
    const convert = this.#convert
    return (i) => {
      const index = indexes[i] as number
      const value = known[index]
      if (value !== undefined) return value
      if (!(index >= 0 && index < raw.length)) throw new Error('a page points beyond its dictionary')
      const made = convert === null ? raw[index] : convert(raw[index])
      known[index] = made
      return made
    }
  }
}
