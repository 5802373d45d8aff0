/** A line without its end, and its number from 1. */
export interface Line {
  readonly text: string
  readonly line: number
}

/** Cuts text that comes in pieces into lines: at `separator`, or at `\n`, `\r\n` and `\r`. */
export class TextLines {
  readonly #separator: string | null
  #rest = ''
  #line = 1

  constructor(separator: string | null) {
    this.#separator = separator
  }

  /** Characters of a line that is not complete. */
  get waiting(): number {
    return this.#rest.length
  }

  *push(piece: string): Generator<Line> {
    const text = this.#rest + piece
    let from = 0
    for (;;) {
      const [at, length] = this.#find(text, from)
      // a carriage return at the end may be half of a line end
      const cut = this.#separator === null && at + 1 === text.length && text[at] === '\r'
      if (at < 0 || cut) break
      yield { text: text.slice(from, at), line: this.#line++ }
      from = at + length
    }
    this.#rest = text.slice(from)
  }

  *end(): Generator<Line> {
    const rest = this.#rest
    if (rest === '') return
    this.#rest = ''
    const text = this.#separator === null && rest.endsWith('\r') ? rest.slice(0, -1) : rest
    yield { text, line: this.#line++ }
  }

  #find(text: string, from: number): readonly [at: number, length: number] {
    if (this.#separator !== null) return [text.indexOf(this.#separator, from), this.#separator.length]
    lineEnd.lastIndex = from
    const match = lineEnd.exec(text)
    return match === null ? [-1, 0] : [match.index, match[0].length]
  }
}

const lineEnd = /\r\n|\n|\r/g
