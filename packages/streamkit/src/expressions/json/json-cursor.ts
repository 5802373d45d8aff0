import { defaultLeniency, type JsonLeniency } from './json-leniency.ts'
import { endOfJsonString, readJsonString } from './json-string.ts'
import { JsonSyntaxError } from './json-syntax-error.ts'
import { knownName } from './known-names.ts'
import { endOfNumber, isDigit, minus } from './number-end.ts'

/** What kind of value stands at the cursor. */
export type JsonKind = 'object' | 'array' | 'string' | 'int' | 'float' | 'true' | 'false' | 'null'

const code = {
  quote: 0x22,
  singleQuote: 0x27,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  bracket: 0x5b,
  backslash: 0x5c,
  f: 0x66,
  n: 0x6e,
  t: 0x74,
  brace: 0x7b,
} as const
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
  /** Where the number that {@link kind} has seen last begins and ends. */
  #numberAt = -1
  #numberEnd = -1

  constructor(text: string, leniency: JsonLeniency = defaultLeniency) {
    this.text = text
    this.leniency = leniency
  }

  /** The kind of the next value, without reading it. */
  kind(): JsonKind {
    this.#skipSpace()
    switch (this.text.charCodeAt(this.at)) {
      case code.brace:
        return 'object'
      case code.bracket:
        return 'array'
      case code.quote:
        return 'string'
      case code.singleQuote:
        return this.leniency.singleQuotes ? 'string' : this.fail()
      case code.t:
        return this.#word('true')
      case code.f:
        return this.#word('false')
      case code.n:
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
    const end = this.#numberAt === this.at ? this.#numberEnd : Math.abs(endOfNumber(this.text, this.at))
    if (end > this.at) {
      const digits = this.text.slice(this.at, end)
      this.at = end
      return digits.length > this.leniency.maxNumberLength ? this.fail() : digits
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
        this.at = endOfJsonString(this.text, this.at, this.leniency)
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
    if (++this.#depth > this.leniency.maxNestingDepth) this.fail()
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
    const c = this.text.charCodeAt(this.at)
    if (c === code.quote || (c === code.singleQuote && this.leniency.singleQuotes)) return this.#quotedName(c)
    wordForm.lastIndex = this.at
    const name = this.leniency.unquotedFieldNames ? wordForm.exec(this.text)?.[0] : undefined
    if (name === undefined) return this.fail()
    this.at += name.length
    return name
  }

  #quotedName(quote: number): string {
    const { text } = this
    const from = this.at + 1
    for (let end = from; end < text.length; end++) {
      const c = text.charCodeAt(end)
      if (c === quote) {
        this.at = end + 1
        return knownName(text, from, end)
      }
      if (c < 0x20 || c === code.backslash) break
    }
    return this.string()
  }

  #word(word: 'true' | 'false' | 'null'): JsonKind {
    wordForm.lastIndex = this.at
    return wordForm.exec(this.text)?.[0] === word ? word : this.fail()
  }

  #numberKind(): JsonKind {
    const found = endOfNumber(this.text, this.at)
    if (found !== 0) {
      const end = Math.abs(found)
      if (goesOn(this.text.charCodeAt(end))) this.fail()
      if (!this.leniency.leadingZeros && hasLeadingZero(this.text, this.at)) this.fail()
      this.#numberAt = this.at
      this.#numberEnd = end
      return found > 0 ? 'int' : 'float'
    }
    nonNumericForm.lastIndex = this.at
    return this.leniency.nonNumericNumbers && nonNumericForm.test(this.text) ? 'float' : this.fail()
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) this.at++
      else if (c !== code.slash || !this.leniency.comments || !this.#skipComment()) return
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

/** Whether a character makes something else of the number before it: a letter, a digit, `_` or a dot. NaN: the text is over. */
function goesOn(c: number): boolean {
  return c === code.dot || isDigit(c) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f
}

function hasLeadingZero(text: string, start: number): boolean {
  const first = text.charCodeAt(start) === minus ? start + 1 : start
  return text.charCodeAt(first) === code.zero && isDigit(text.charCodeAt(first + 1))
}
