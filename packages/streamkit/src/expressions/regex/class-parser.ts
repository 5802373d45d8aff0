import type { PatternReader } from './pattern-reader.ts'
import { type CaseMode, escapeChar, predefinedClass, readEscapedChar } from './regex-escape.ts'
import { propertyClass } from './regex-property.ts'

interface ClassOptions {
  readonly caseMode: CaseMode
  /** Flag `x`: white space in a class does not count. */
  readonly comments: boolean
  readonly fail: (reason: string) => never
}

/** Reads a character class of Java (with unions, ranges, intersections) and gives one of flag `v`. */
export class ClassParser {
  readonly #reader: PatternReader
  readonly #options: ClassOptions

  constructor(reader: PatternReader, options: ClassOptions) {
    this.#reader = reader
    this.#options = options
  }

  /** The opening bracket was read. */
  parse(): string {
    const source = this.#inside()
    return this.#options.caseMode === 'unicode' ? `(?i:${source})` : source
  }

  #inside(): string {
    const negated = this.#reader.take('^')
    const operands: string[] = []
    let items = ''
    let count = 0
    for (;;) {
      this.#skipSpace()
      if (this.#reader.atEnd) this.#options.fail('a character class is not closed')
      // a bracket that comes first stands for itself
      if (count + operands.length > 0 && this.#reader.take(']')) break
      if (this.#reader.take('&&')) {
        if (items !== '') operands.push(`[${items}]`)
        items = ''
        continue
      }
      items += this.#item()
      count++
    }
    if (items !== '') operands.push(`[${items}]`)
    const union = operands.length === 1 ? (operands[0] as string).slice(1, -1) : operands.join('&&')
    return `[${negated ? '^' : ''}${union}]`
  }

  #skipSpace(): void {
    if (this.#options.comments) while (/^\s$/.test(this.#reader.peek())) this.#reader.next()
  }

  #item(): string {
    const reader = this.#reader
    if (reader.take('[')) return this.#inside()
    if (reader.takeLiteralStart()) {
      return [...reader.takeUntilLiteralEnd()].map((c) => this.#range(c, c)).join('')
    }
    const low = this.#char()
    if (typeof low !== 'string') return low.source
    // a hyphen at the end, or before another class, stands for itself
    if (!reader.looksAt('-') || reader.peek(1) === ']' || reader.peek(1) === '[' || reader.looksAt('-&&')) {
      return this.#range(low, low)
    }
    reader.next()
    const high = this.#char()
    if (typeof high !== 'string') return this.#range(low, low) + this.#range('-', '-') + high.source
    if ((high.codePointAt(0) as number) < (low.codePointAt(0) as number)) this.#options.fail('illegal character range')
    return this.#range(low, high)
  }

  /** One character, or a class that stands inside this one. */
  #char(): string | { readonly source: string } {
    const reader = this.#reader
    if (reader.atEnd) this.#options.fail('a character class is not closed')
    const c = reader.next()
    if (c !== '\\') return c
    const letter = reader.peek()
    const predefined = predefinedClass(letter)
    if (predefined !== null) {
      reader.next()
      return { source: predefined }
    }
    if (letter === 'p' || letter === 'P') {
      reader.next()
      const { caseMode, fail } = this.#options
      return { source: propertyClass(reader, letter === 'P', { ignoreCase: caseMode !== 'exact', fail }) }
    }
    return readEscapedChar(reader, this.#options.fail)
  }

  /** A range, with its letters of the other case if case does not count. */
  #range(low: string, high: string): string {
    const from = low.codePointAt(0) as number
    const to = high.codePointAt(0) as number
    const source = from === to ? escapeChar(low) : `${escapeChar(low)}-${escapeChar(high)}`
    if (this.#options.caseMode !== 'ascii') return source
    return (
      source +
      shifted(from, to, { first: 0x41, last: 0x5a, by: 32 }) +
      shifted(from, to, { first: 0x61, last: 0x7a, by: -32 })
    )
  }
}

function shifted(from: number, to: number, letters: { first: number; last: number; by: number }): string {
  const low = Math.max(from, letters.first)
  const high = Math.min(to, letters.last)
  if (low > high) return ''
  const at = (code: number): string => String.fromCharCode(code + letters.by)
  return low === high ? at(low) : `${at(low)}-${at(high)}`
}
