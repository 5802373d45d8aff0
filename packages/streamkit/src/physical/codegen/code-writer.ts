/** Collects lines of generated code and hands out identifiers. Knows nothing of expressions. */
export class CodeWriter {
  /** What has been computed where, from the outermost block to the one being written. */
  readonly #known: Map<string, unknown>[] = [new Map()]
  readonly #lines: string[] = []
  #depth = 0
  #next = 0

  /** A new identifier: `prefix` and a number. */
  name(prefix: string): string {
    this.#next++
    return `${prefix}${this.#next}`
  }

  line(text: string): void {
    this.#lines.push('  '.repeat(this.#depth) + text)
  }

  /** `head { body }` */
  block(head: string, body: () => unknown): void {
    this.line(`${head} {`)
    this.#depth++
    this.#known.push(new Map())
    body()
    this.#known.pop()
    this.#depth--
    this.line('}')
  }

  /** Keeps what has just been computed, for the rest of this block. */
  remember(key: string, value: unknown): void {
    this.#known.at(-1)?.set(key, value)
  }

  /** What was computed in this block or one around it. */
  recall(key: string): unknown {
    return this.#known.findLast((block) => block.has(key))?.get(key)
  }

  toString(): string {
    return this.#lines.join('\n')
  }
}

/**
 * Values that generated code uses by reference: constants, kernels. They become parameters of the generated function, so that no text
 * of a query or of its data is ever part of the code.
 */
export class References {
  readonly #names = new Map<unknown, string>()
  readonly #values: unknown[] = []

  /** The identifier of a value. */
  readonly ref = (value: unknown): string => {
    // A Map takes -0 for 0.
    const key = Object.is(value, -0) ? negativeZero : value
    let name = this.#names.get(key)
    if (name === undefined) {
      name = `r${this.#values.length}`
      this.#names.set(key, name)
      this.#values.push(value)
    }
    return name
  }

  get names(): readonly string[] {
    return [...this.#names.values()]
  }
  get values(): readonly unknown[] {
    return this.#values
  }
}

const negativeZero = Symbol('-0')
