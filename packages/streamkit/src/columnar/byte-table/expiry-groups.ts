import type { Page, PageGroup } from './entry-pages.ts'

/** Entries whose expiry lies in one span. `min` and `max` are bounds; after a search of the group `min` is exact. */
export interface ExpiryGroup extends PageGroup {
  readonly width: number
  min: number
  max: number
  /** The same span in smaller groups; then the group has no pages of its own. */
  finer: ExpiryGroups | null
}

export interface ExpiryGroupsOptions {
  /** The first width of a group in units of the expiry. Default 2 ** 20: about a second of microseconds. */
  readonly width?: number
  /** With more groups than this, neighbours are joined. Default 1024. */
  readonly maxGroups?: number
}

const finerBy = 32

/**
 * Which pages an entry belongs to by its expiry, so that what expires together lies together: whole pages are given back at once, and what expires later is not
 * looked at. Spans are joined when there are too many, and cut into smaller ones when the watermark stops inside of a big one.
 */
export class ExpiryGroups {
  readonly #maxGroups: number
  #groups = new Map<number, ExpiryGroup>()
  #width: number
  #lastNumber = Number.NaN
  #last: ExpiryGroup | null = null

  constructor(options: ExpiryGroupsOptions = {}) {
    this.#width = options.width ?? 2 ** 20
    // However wide groups get, what is below zero and what is above stay apart.
    this.#maxGroups = Math.max(3, options.maxGroups ?? 1024)
  }

  get isEmpty(): boolean {
    return this.#groups.size === 0
  }

  /** The group for a new entry. */
  groupOf(expiresAt: number): PageGroup {
    const number = Math.floor(expiresAt / this.#width)
    const group = number === this.#lastNumber && this.#last !== null ? this.#last : this.#numbered(expiresAt)
    if (expiresAt < group.min) group.min = expiresAt
    if (expiresAt > group.max) group.max = expiresAt
    return group.finer === null ? group : group.finer.groupOf(expiresAt)
  }

  /** When the first entry expires, or a time before that; null if none does. */
  get earliest(): number | null {
    let earliest = Number.POSITIVE_INFINITY
    for (const group of this.#groups.values()) {
      const min = group.finer === null ? group.min : (group.finer.earliest ?? Number.POSITIVE_INFINITY)
      if (min < earliest) earliest = min
    }
    return earliest === Number.POSITIVE_INFINITY ? null : earliest
  }

  /** Groups with entries that expire up to then, the earliest first. */
  expiring(until: number): readonly ExpiryGroup[] {
    return [...this.#groups.values()]
      .filter((group) => group.min <= until)
      .sort((a, b) => a.min - b.min)
      .flatMap((group) => (group.finer === null ? [group] : group.finer.expiring(until)))
  }

  /** Begins to cut a group: its entries are to be moved into the groups that this gives. Null where numbers are too coarse for smaller spans. */
  refine(group: ExpiryGroup): ExpiryGroups | null {
    const furthest = Math.max(Math.abs(group.min), Math.abs(group.max))
    if (group.min >= group.max || group.width / finerBy < Math.max(furthest / 2 ** 50, 1e-290)) return null
    group.finer = new ExpiryGroups({ width: group.width / finerBy, maxGroups: this.#maxGroups })
    group.open = null
    return group.finer
  }

  /** All pages of all groups. */
  pages(): readonly Page[] {
    return [...this.#groups.values()].flatMap(pagesOf)
  }

  /** Forgets groups that have no pages left. */
  dropEmpty(): void {
    for (const [number, group] of this.#groups) {
      group.finer?.dropEmpty()
      if (group.pages.size === 0 && (group.finer === null || group.finer.isEmpty)) this.#groups.delete(number)
    }
    this.#forgetLast()
  }

  #numbered(expiresAt: number): ExpiryGroup {
    let number = Math.floor(expiresAt / this.#width)
    let group = this.#groups.get(number)
    if (group === undefined) {
      while (this.#groups.size >= this.#maxGroups) this.#widen()
      number = Math.floor(expiresAt / this.#width)
      group = this.#groups.get(number) ?? emptyGroup(this.#width)
      this.#groups.set(number, group)
    }
    this.#lastNumber = number
    this.#last = group
    return group
  }

  #widen(): void {
    this.#width *= 2
    const wider = new Map<number, ExpiryGroup>()
    for (const group of this.#groups.values()) {
      const number = Math.floor(group.min / this.#width)
      const into = wider.get(number) ?? emptyGroup(this.#width)
      wider.set(number, into)
      into.min = Math.min(into.min, group.min)
      into.max = Math.max(into.max, group.max)
      into.open ??= group.open
      for (const page of pagesOf(group)) {
        page.group = into
        into.pages.add(page)
      }
    }
    this.#groups = wider
    this.#forgetLast()
  }

  #forgetLast(): void {
    this.#lastNumber = Number.NaN
    this.#last = null
  }
}

function emptyGroup(width: number): ExpiryGroup {
  return {
    pages: new Set(),
    open: null,
    width,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    finer: null,
  }
}

function pagesOf(group: ExpiryGroup): readonly Page[] {
  return group.finer === null ? [...group.pages] : [...group.pages, ...group.finer.pages()]
}
