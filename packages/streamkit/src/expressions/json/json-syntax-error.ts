/** A text is no JSON. Internal: those who read turn it into null or a condition. */
export class JsonSyntaxError extends Error {
  override name = 'JsonSyntaxError'
  /** Where the text goes wrong. */
  readonly offset: number

  constructor(offset: number) {
    super(`unexpected text at offset ${offset}`)
    this.offset = offset
  }
}
