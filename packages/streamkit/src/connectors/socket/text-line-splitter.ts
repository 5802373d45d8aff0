/** Cuts text that arrives in pieces into lines that end as in Java: with `\n`, `\r` or both. */
export class TextLineSplitter {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  #open = ''
  /** The last line ended with `\r`: a `\n` that comes next belongs to it. */
  #afterReturn = false

  /** The lines that this piece completes. */
  push(piece: Uint8Array): readonly string[] {
    return this.#cut(this.#decoder.decode(piece, { stream: true }))
  }

  /** What is left at the end counts as a line. */
  finish(): readonly string[] {
    const lines = this.#cut(this.#decoder.decode())
    const rest = this.#open
    this.#open = ''
    return rest === '' ? lines : [...lines, rest]
  }

  #cut(text: string): readonly string[] {
    if (text === '') return []
    const fresh = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text
    this.#afterReturn = text.endsWith('\r')
    const lines = fresh.split(/\r\n|\r|\n/)
    lines[0] = this.#open + (lines[0] as string)
    this.#open = lines.pop() as string
    return lines
  }
}
