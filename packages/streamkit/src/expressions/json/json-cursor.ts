import { defaultLeniency, type JsonLeniency } from './json-leniency.ts'
import { readJsonString } from './json-string.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'

/** What kind of value stands at the cursor. */
export type JsonKind = 'object' | 'array' | 'string' | 'int' | 'float' | 'true' | 'false' | 'null'

/** Jackson's limits. */
const maxDepth = 1000
const maxNumberLength = 1000
const numberForm = /-?\d+(\.\d+)?([eE][+-]?\d+)?/y
const nonNumericForm = /[+-]INF|[+-]?Infinity|NaN/y
const wordForm = /[A-Za-z_$][\w$]*/y

/**
 * Walks over a JSON text value by value, as Jackson does for Spark. Every method that reads throws {@link JsonSyntaxError} where the text is no
 * JSON; what stands behind the first value is not looked at.
 */
export class JsonCursor {
  readonly text: string
  readonly leniency: JsonLeniency
  at = 0
  #depth = 0

  constructor(text: string, leniency: JsonLeniency = defaultLeniency) {
    this.text = text
    this.leniency = leniency
  }

  /** The kind of the next value, without reading it. */
  kind(): JsonKind {
    this.#skipSpace()
    const c = this.text[this.at]
    switch (c) {
      case '{':
        return 'object'
      case '[':
        return 'array'
      case '"':
        return 'string'
      case "'":
        return this.leniency.singleQuotes ? 'string' : this.fail()
      case 't':
        return this.#word('true')
      case 'f':
        return this.#word('false')
      case 'n':
        return this.#word('null')
      default:
        return this.#numberKind()
    }
  }

  /** The text of the next value, which is a string. */
  string(): string {
    const { text, end } = readJsonString(this.text, this.at, this.leniency)
    this.at = end
    return text
  }

  /** The digits of the next value, which is a number; NaN and infinities as JavaScript writes them. */
  number(): string {
    numberForm.lastIndex = this.at
    const m = numberForm.exec(this.text)
    if (m !== null) {
      this.at = numberForm.lastIndex
      return m[0].length > maxNumberLength ? this.fail() : m[0]
    }
    nonNumericForm.lastIndex = this.at
    const word = nonNumericForm.exec(this.text)?.[0] ?? this.fail()
    this.at = nonNumericForm.lastIndex
    if (word === 'NaN') return word
    return word.startsWith('-') ? '-Infinity' : 'Infinity'
  }

  /** Goes over true, false or null. */
  word(): void {
    wordForm.lastIndex = this.at
    if (wordForm.exec(this.text) === null) this.fail()
    this.at = wordForm.lastIndex
  }

  /** Reads an object; `onField` must read or skip the value. */
  object(onField: (name: string) => void): void {
    this.#open()
    if (!this.#closes('}')) {
      do {
        this.#skipSpace()
        const name = this.#fieldName()
        this.#expect(':')
        onField(name)
      } while (this.#continues('}'))
    }
    this.#depth--
  }

  /** Reads an array; `onElement` must read or skip the element. */
  array(onElement: () => void): void {
    this.#open()
    if (!this.#closes(']')) {
      do onElement()
      while (this.#continues(']'))
    }
    this.#depth--
  }

  /** Goes over the next value, whatever it is. */
  skip(): void {
    switch (this.kind()) {
      case 'object':
        this.object(() => this.skip())
        break
      case 'array':
        this.array(() => this.skip())
        break
      case 'string':
        this.string()
        break
      case 'int':
      case 'float':
        this.number()
        break
      default:
        this.word()
    }
  }

  /** Whether nothing but white space is left. */
  get isBlank(): boolean {
    this.#skipSpace()
    return this.at >= this.text.length
  }

  fail(): never {
    throw new JsonSyntaxError(this.at)
  }

  #open(): void {
    this.at++
    if (++this.#depth > maxDepth) this.fail()
  }

  #closes(close: string): boolean {
    this.#skipSpace()
    if (this.text[this.at] !== close) return false
    this.at++
    return true
  }

  #continues(close: string): boolean {
    this.#skipSpace()
    const c = this.text[this.at++]
    if (c === ',') return true
    if (c === close) return false
    this.at--
    return this.fail()
  }

  #expect(c: string): void {
    this.#skipSpace()
    if (this.text[this.at] !== c) this.fail()
    this.at++
  }

  #fieldName(): string {
    const c = this.text[this.at]
    if (c === '"' || (c === "'" && this.leniency.singleQuotes)) return this.string()
    wordForm.lastIndex = this.at
    const name = this.leniency.unquotedFieldNames ? wordForm.exec(this.text)?.[0] : undefined
    if (name === undefined) return this.fail()
    this.at += name.length
    return name
  }

  #word(word: 'true' | 'false' | 'null'): JsonKind {
    wordForm.lastIndex = this.at
    return wordForm.exec(this.text)?.[0] === word ? word : this.fail()
  }

  #numberKind(): JsonKind {
    numberForm.lastIndex = this.at
    const m = numberForm.exec(this.text)
    if (m !== null) {
      const behind = this.text[numberForm.lastIndex]
      if (behind !== undefined && /[\w.]/.test(behind)) this.fail()
      if (!this.leniency.leadingZeros && /^-?0\d/.test(m[0])) this.fail()
      return m[1] === undefined && m[2] === undefined ? 'int' : 'float'
    }
    nonNumericForm.lastIndex = this.at
    return this.leniency.nonNumericNumbers && nonNumericForm.test(this.text) ? 'float' : this.fail()
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) this.at++
      else if (c !== 0x2f || !this.leniency.comments || !this.#skipComment()) return
    }
  }

  #skipComment(): boolean {
    const block = this.text[this.at + 1] === '*'
    if (!block && this.text[this.at + 1] !== '/') return false
    const end = this.text.indexOf(block ? '*/' : '\n', this.at + 2)
    if (end < 0 && block) this.fail()
    this.at = end < 0 ? this.text.length : end + (block ? 2 : 1)
    return true
  }
}
