/** Lines kept for an error message. */
const KEPT_LINES = 30

/** Cuts a server's log into lines, hands each one on, and remembers the last ones. */
export class LogTail {
  readonly #listener: ((line: string) => void) | undefined
  #lines: string[] = []
  #rest = ''

  constructor(listener: ((line: string) => void) | undefined) {
    this.#listener = listener
  }

  push(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#add(line.replace(/\r$/, ''))
  }

  /** The last lines; the unfinished one too. */
  text(): string {
    return [...this.#lines, this.#rest].filter((line) => line !== '').join('\n')
  }

  #add(line: string): void {
    this.#lines.push(line)
    if (this.#lines.length > KEPT_LINES) this.#lines.shift()
    try {
      this.#listener?.(line)
    } catch {
      // A listener that throws must not take the process down from inside a stream.
    }
  }
}
