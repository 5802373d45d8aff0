import type { PatternReader } from './pattern-reader.ts'

/** POSIX classes of Java: ASCII. */
const posix: Readonly<Record<string, string>> = {
  Lower: 'a-z',
  Upper: 'A-Z',
  ASCII: '\\x00-\\x7f',
  Alpha: 'A-Za-z',
  Digit: '0-9',
  Alnum: 'A-Za-z0-9',
  Punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  Graph: '\\x21-\\x7e',
  Print: '\\x20-\\x7e',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1f\\x7f',
  XDigit: '0-9A-Fa-f',
  Space: ' \\t\\n\\v\\f\\r',
  L1: '\\x00-\\xff',
}

/** Binary properties as `\p{IsAlphabetic}` names them, any case. */
const binary: Readonly<Record<string, string>> = {
  ALPHABETIC: 'Alphabetic',
  IDEOGRAPHIC: 'Ideographic',
  LETTER: 'L',
  LOWERCASE: 'Lowercase',
  UPPERCASE: 'Uppercase',
  TITLECASE: 'Lt',
  PUNCTUATION: 'P',
  CONTROL: 'Cc',
  WHITE_SPACE: 'White_Space',
  WHITESPACE: 'White_Space',
  DIGIT: 'Nd',
  HEX_DIGIT: 'Hex_Digit',
  HEXDIGIT: 'Hex_Digit',
  NONCHARACTER_CODE_POINT: 'Noncharacter_Code_Point',
  ASSIGNED: 'Assigned',
  EMOJI: 'Emoji',
  EMOJI_PRESENTATION: 'Emoji_Presentation',
}

/** Classes of `java.lang.Character` that have a counterpart. */
const javaClasses: ReadonlyMap<string, string> = new Map(
  Object.entries({
    javaLowerCase: 'Lowercase',
    javaUpperCase: 'Uppercase',
    javaAlphabetic: 'Alphabetic',
    javaLetter: 'L',
    javaDigit: 'Nd',
    javaTitleCase: 'Lt',
  }),
)

interface PropertyOptions {
  readonly ignoreCase: boolean
  readonly fail: (reason: string) => never
}

/** A class by property, usable inside a class too; `\p` or `\P` was read. */
export function propertyClass(reader: PatternReader, negated: boolean, options: PropertyOptions): string {
  const name = reader.take('{') ? (reader.takeUntil('}') ?? options.fail('a property is not closed')) : reader.next()
  if (Object.hasOwn(posix, name)) {
    const folded = options.ignoreCase && (name === 'Lower' || name === 'Upper') ? 'A-Za-z' : posix[name]
    return `[${negated ? '^' : ''}${folded}]`
  }
  const property = unicodeProperty(name)
  const source = `\\${negated ? 'P' : 'p'}{${property}}`
  try {
    new RegExp(source, 'v')
  } catch {
    return options.fail(`the property ${name} is not known`)
  }
  // letters of any case are one class when case does not count
  return options.ignoreCase && /^(Lu|Ll|Lt)$/.test(property) ? `\\${negated ? 'P' : 'p'}{LC}` : source
}

function unicodeProperty(name: string): string {
  const assigned = /^(\w+)=(.+)$/.exec(name)
  if (assigned !== null) {
    const key = (assigned[1] as string).toLowerCase()
    const value = titleCase(assigned[2] as string)
    if (key === 'gc' || key === 'general_category') return assigned[2] as string
    return key === 'sc' || key === 'script' ? `Script=${value}` : name
  }
  const java = javaClasses.get(name)
  if (java !== undefined) return java
  if (!/^is/i.test(name)) return name
  const bare = name.slice(2)
  const known = binary[bare.toUpperCase()]
  if (known !== undefined) return known
  return /^([LMNPSZC][a-z]?|LC)$/.test(bare) ? bare : `Script=${titleCase(bare)}`
}

/** Java takes scripts in any case, `Script=` wants `Old_Italic`. */
function titleCase(name: string): string {
  return name.toLowerCase().replace(/(^|_)[a-z]/g, (c) => c.toUpperCase())
}
