import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { rowCodec } from '../../columnar/row-codec.ts'
import { arrayType, doubleType } from '../../types/data-type.ts'
import { entryTag, type StateScope } from './state-scope.ts'

const codec = rowCodec([arrayType(doubleType, false)])

/** A time that is past at `now` is less than it: this much more makes it equal. Milliseconds. */
const past = 0.001

/**
 * The timers of a key: one entry with all of them, ascending, that expires with the first. While timers of the key are handled, they are kept here: the store has given the entry away.
 */
export class KeyTimers {
  readonly #scope: StateScope
  #handled: readonly number[] | null = null

  constructor(scope: StateScope) {
    this.#scope = scope
  }

  /** The timers of the current key. */
  list(): readonly number[] {
    if (this.#handled !== null) return this.#handled
    const bytes = this.#scope.get(entryTag.timers, 0)
    return bytes === null ? [] : timersIn(bytes)
  }

  /** Says whether it is new. */
  register(expiryMs: number): boolean {
    const timers = this.list()
    if (timers.includes(expiryMs)) return false
    this.#save([...timers, expiryMs].sort((a, b) => a - b))
    return true
  }

  /** Says whether it was there. */
  delete(expiryMs: number): boolean {
    const timers = this.list()
    if (!timers.includes(expiryMs)) return false
    this.#save(timers.filter((timer) => timer !== expiryMs))
    return true
  }

  /** The current key has these timers, which are in the store no more. */
  beginHandling(timers: readonly number[]): void {
    this.#handled = timers
  }

  /** Puts back what is left. */
  endHandling(): void {
    const left = this.#handled ?? []
    this.#handled = null
    if (left.length > 0) this.#write(left)
  }

  /** Forgets what an abandoned batch was at. */
  reset(): void {
    this.#handled = null
  }

  #save(timers: readonly number[]): void {
    if (this.#handled !== null) this.#handled = timers
    else if (timers.length === 0) this.#scope.remove(entryTag.timers, 0)
    else this.#write(timers)
  }

  #write(timers: readonly number[]): void {
    const into = { ...emptySlice }
    codec.encodeValues([timers], into)
    this.#scope.put({ tag: entryTag.timers, variable: 0 }, into, (timers[0] as number) + past)
  }
}

/** The timers in an entry. */
export function timersIn(value: ByteSlice): readonly number[] {
  return codec.decode(value)[0] as readonly number[]
}
