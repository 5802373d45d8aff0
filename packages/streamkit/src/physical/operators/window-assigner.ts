/** Microseconds. */
export interface WindowSpec {
  readonly durationMicros: number
  readonly slideMicros: number
  /** A window begins at this plus a multiple of the slide since 1970 UTC, whatever the session's time zone. */
  readonly startMicros: number
}

/** Start and end of a window, microseconds since 1970; the end is not in it. The internal value of its struct. */
export type TimeWindow = readonly [start: number, end: number]

const mostKept = 4096

/** Finds the windows of a time. Equal windows are one object, so that a chunk of rows makes no object for each row. */
export class WindowAssigner {
  readonly isTumbling: boolean
  /** In how many windows a time can be. */
  readonly mostPerRow: number
  readonly #spec: WindowSpec
  readonly #windows = new Map<number, TimeWindow>()
  #recent: TimeWindow = [0, 0]

  constructor(spec: WindowSpec) {
    this.#spec = spec
    this.isTumbling = spec.slideMicros === spec.durationMicros
    this.mostPerRow = Math.ceil(spec.durationMicros / spec.slideMicros)
  }

  /** The last window that begins at or before a time. */
  last(time: number): TimeWindow {
    const { slideMicros, startMicros } = this.#spec
    const recent = this.#recent
    const since = time - recent[0]
    if (since >= 0 && since < slideMicros && recent[1] !== recent[0]) return recent
    // The remainder of doubles is exact, a quotient is not; it has the sign of the time.
    const remainder = (time - startMicros) % slideMicros
    this.#recent = this.at(time - (remainder < 0 ? remainder + slideMicros : remainder))
    return this.#recent
  }

  /** The window that begins at a time. */
  at(start: number): TimeWindow {
    const known = this.#windows.get(start)
    if (known !== undefined) return known
    // -0 is no other time than 0.
    const window: TimeWindow = [start + 0, start + this.#spec.durationMicros]
    if (this.#windows.size >= mostKept) this.#windows.clear()
    this.#windows.set(start, window)
    return window
  }
}
