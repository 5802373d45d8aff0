import { ClassParser } from './class-parser.ts'
import { PatternReader } from './pattern-reader.ts'
import { type CaseMode, foldLiteral, lineBreaks, predefinedClass, readEscapedChar } from './regex-escape.ts'
import { propertyClass } from './regex-property.ts'

type Fail = (reason: string) => never

/** The flags that can change inside a pattern. */
interface Flags {
  readonly i: boolean
  readonly m: boolean
  readonly s: boolean
  readonly x: boolean
  readonly u: boolean
  readonly d: boolean
}
const noFlags: Flags = { i: false, m: false, s: false, x: false, u: false, d: false }

const finalBreak = '(?:\\r\\n|(?<!\\r)\\n|[\\r\\u0085\\u2028\\u2029])'
const wordChar = '[\\p{L}\\p{Nd}_]'

/** Recursive descent over a Java pattern; each part gives JavaScript source (flag `v`). */
export class RegexParser {
  /** How many groups Java counts: they are called g1, g2 and so on in the source, those of atomic groups x1, x2. */
  groupCount = 0
  readonly names: Map<string, number> = new Map()
  readonly #reader: PatternReader
  readonly #fail: Fail
  #flags: Flags = noFlags
  #atomicCount = 0

  constructor(pattern: string, fail: Fail) {
    this.#reader = new PatternReader(pattern)
    this.#fail = fail
  }

  parse(): string {
    const source = this.#alternatives()
    if (!this.#reader.atEnd) this.#fail('unmatched )')
    return source
  }

  #caseMode(): CaseMode {
    return this.#flags.i ? (this.#flags.u ? 'unicode' : 'ascii') : 'exact'
  }

  #alternatives(): string {
    const branches = [this.#sequence()]
    while (this.#reader.take('|')) branches.push(this.#sequence())
    return branches.join('|')
  }

  #sequence(): string {
    let out = ''
    while (!this.#reader.atEnd) {
      this.#skipComments()
      if (this.#reader.atEnd || this.#reader.looksAt('|') || this.#reader.looksAt(')')) break
      if (this.#reader.takeLiteralStart()) {
        out += this.#quoted()
        continue
      }
      const atom = this.#atom()
      if (atom === '') continue
      this.#skipComments()
      out += this.#quantified(atom)
    }
    return out
  }

  #skipComments(): void {
    if (!this.#flags.x) return
    while (!this.#reader.atEnd) {
      if (/\s/.test(this.#reader.peek())) this.#reader.next()
      else if (this.#reader.take('#')) while (!this.#reader.atEnd && !/[\n\r]/.test(this.#reader.next()));
      else break
    }
  }

  /** The text up to `\E`; a quantifier behind it is for its last character. */
  #quoted(): string {
    const points = [...this.#reader.takeUntilLiteralEnd()].map((c) => foldLiteral(c, this.#caseMode()))
    const last = points.pop()
    return last === undefined ? '' : points.join('') + this.#quantified(last)
  }

  #quantified(atom: string): string {
    const quantifier = this.#reader.takeQuantifier(this.#fail)
    if (quantifier === null) return atom
    // a pattern like a{2}{3} repeats the repetition
    if (this.#reader.take('?')) return this.#quantified(`(?:${atom}${quantifier}?)`)
    if (this.#reader.take('+')) return this.#quantified(this.#atomic(() => `${atom}${quantifier}`))
    return this.#reader.atQuantifier() ? this.#quantified(`(?:${atom}${quantifier})`) : atom + quantifier
  }

  /** What was matched inside is not given back: a lookahead catches it, a reference to it eats it. */
  #atomic(inside: () => string): string {
    const name = `x${++this.#atomicCount}`
    return `(?:(?=(?<${name}>${inside()}))\\k<${name}>)`
  }

  #atom(): string {
    const reader = this.#reader
    const c = reader.next()
    switch (c) {
      case '(':
        return this.#group()
      case '[': {
        return new ClassParser(reader, {
          caseMode: this.#caseMode(),
          comments: this.#flags.x,
          fail: this.#fail,
        }).parse()
      }
      case '.':
        if (this.#flags.s) return '[\\s\\S]'
        return this.#flags.d ? '[^\\n]' : `[^${lineBreaks}]`
      case '^':
        return this.#lineStart()
      case '$':
        return this.#lineEnd()
      case '\\':
        return this.#escape()
      case '*':
      case '+':
      case '?':
        return this.#fail(`dangling ${c}`)
      case '{':
        return this.#fail('illegal repetition')
      default:
        return foldLiteral(c, this.#caseMode())
    }
  }

  #lineStart(): string {
    if (!this.#flags.m) return '(?<![\\s\\S])'
    const breaks = this.#flags.d ? '\\n' : '\\n|\\r(?!\\n)|[\\u0085\\u2028\\u2029]'
    return `(?:(?<![\\s\\S])|(?<=${breaks}))(?=[\\s\\S])`
  }

  #lineEnd(): string {
    const aBreak = this.#flags.d ? '\\n' : finalBreak
    return this.#flags.m ? `(?=${aBreak}|(?![\\s\\S]))` : `(?=${aBreak}?(?![\\s\\S]))`
  }

  #escape(): string {
    const reader = this.#reader
    if (reader.atEnd) this.#fail('nothing behind the last backslash')
    const c = reader.peek()
    if (/[1-9]/.test(c)) return this.#backReference()
    const predefined = predefinedClass(c)
    if (predefined !== null) {
      reader.next()
      return predefined
    }
    switch (c) {
      case 'b':
        reader.next()
        return `(?:(?<=${wordChar})(?!${wordChar})|(?<!${wordChar})(?=${wordChar}))`
      case 'B':
        reader.next()
        return `(?:(?<=${wordChar})(?=${wordChar})|(?<!${wordChar})(?!${wordChar}))`
      case 'A':
        reader.next()
        return '(?<![\\s\\S])'
      case 'z':
        reader.next()
        return '(?![\\s\\S])'
      case 'Z':
        reader.next()
        return `(?=${this.#flags.d ? '\\n' : finalBreak}?(?![\\s\\S]))`
      case 'R':
        reader.next()
        return '(?:\\r\\n|[\\n\\v\\f\\r\\u0085\\u2028\\u2029])'
      case 'p':
      case 'P':
        reader.next()
        return propertyClass(reader, c === 'P', { ignoreCase: this.#flags.i, fail: this.#fail })
      case 'k':
        reader.next()
        return this.#namedReference()
      default:
        return foldLiteral(readEscapedChar(reader, this.#fail), this.#caseMode())
    }
  }

  #backReference(): string {
    let group = Number(this.#reader.next())
    // more digits belong to it only as long as there are so many groups
    while (!this.#reader.atEnd && /\d/.test(this.#reader.peek())) {
      const longer = group * 10 + Number(this.#reader.peek())
      if (longer > this.groupCount) break
      group = longer
      this.#reader.next()
    }
    return this.#reference(group)
  }

  #namedReference(): string {
    if (!this.#reader.take('<')) this.#fail('\\k is not followed by a name')
    const name = this.#reader.takeUntil('>') ?? this.#fail('a name is not closed')
    return this.#reference(this.names.get(name) ?? this.#fail(`no group is called ${name}`))
  }

  #reference(group: number): string {
    // Java: a reference to a group that does not exist never matches
    if (group > this.groupCount) return '(?!)'
    return this.#flags.i ? `(?i:\\k<g${group}>)` : `\\k<g${group}>`
  }

  #group(): string {
    const reader = this.#reader
    const outer = this.#flags
    if (!reader.take('?')) return this.#closed(this.#capture(), outer)
    for (const kind of [':', '=', '!', '<=', '<!']) {
      if (reader.take(kind)) return this.#closed(`(?${kind}${this.#alternatives()}`, outer)
    }
    if (reader.take('>')) {
      const inside = this.#atomic(() => this.#alternatives())
      return this.#closed(inside.slice(0, -1), outer)
    }
    if (reader.take('<')) {
      const name = reader.takeUntil('>') ?? this.#fail('a name is not closed')
      if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name) || this.names.has(name)) this.#fail(`bad group name ${name}`)
      this.names.set(name, this.groupCount + 1)
      return this.#closed(this.#capture(), outer)
    }
    this.#readFlags()
    if (reader.take(')')) return ''
    if (!reader.take(':')) this.#fail('unknown inline modifier')
    return this.#closed(`(?:${this.#alternatives()}`, outer)
  }

  #capture(): string {
    const name = `g${++this.groupCount}`
    return `(?<${name}>${this.#alternatives()}`
  }

  /** Flags that were changed inside end with the group. */
  #closed(open: string, outer: Flags): string {
    if (!this.#reader.take(')')) this.#fail('a group is not closed')
    this.#flags = outer
    return `${open})`
  }

  #readFlags(): void {
    let on = true
    while (/[A-Za-z-]/.test(this.#reader.peek())) {
      const c = this.#reader.next()
      if (c === '-') on = false
      else if (Object.hasOwn(noFlags, c)) this.#flags = { ...this.#flags, [c]: on }
      else this.#fail(`the inline flag ${c} is not supported`)
    }
  }
}
