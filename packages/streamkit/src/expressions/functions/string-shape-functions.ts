import { ExecutionException } from '../../errors/streamkit-error.ts'
import { arrayType, type DataType, intType, stringType } from '../../types/data-type.ts'
import type { ArgumentInfo, CallSite, FunctionDefinition } from '../function-definition.ts'
import { strict, withNulls } from '../kernel.ts'
import { anyNullable, argumentAt } from '../signature.ts'
import { codePointLength, codePointsOf, sliceCodePoints } from './code-points.ts'
import { anyType, defineFunction, prepared } from './define-function.ts'

/** Arrays are turned round too. */
const reverse = defineFunction({
  name: 'reverse',
  takes: [({ dataType }: ArgumentInfo): DataType => (dataType.kind === 'array' ? dataType : stringType)],
  returns: (site) => {
    const { dataType } = argumentAt(site, 0)
    return dataType.kind === 'array' ? arrayType(dataType.element, dataType.containsNull) : stringType
  },
  kernel: (site) =>
    argumentAt(site, 0).dataType.kind === 'array'
      ? strict((values: readonly unknown[]) => values.toReversed())
      : strict((text: string) => codePointsOf(text).toReversed().join('')),
})

/** Fills up to `length` code points, or cuts to it. */
function pad(name: string, left: boolean): FunctionDefinition {
  return defineFunction({
    name,
    takes: [stringType, intType, stringType],
    required: 2,
    returns: stringType,
    evaluate: (text: string, length: number, padding = ' ') => {
      if (length <= 0) return ''
      const missing = length - codePointLength(text)
      if (missing <= 0 || padding === '') return sliceCodePoints(text, 0, length)
      const times = Math.ceil(missing / codePointLength(padding))
      const filling = sliceCodePoints(padding.repeat(times), 0, missing)
      return left ? filling + text : text + filling
    },
  })
}

/** The first letter of each word large, the rest small. Words are parted by spaces. */
function initcap(text: string): string {
  const words = text.split(' ')
  return words
    .map((word) => {
      const first = sliceCodePoints(word, 0, 1)
      return titleCase(first) + word.toLowerCase().slice(first.toLowerCase().length)
    })
    .join(' ')
}

const digraphs: Readonly<Record<string, string>> = { ǆ: 'ǅ', Ǆ: 'ǅ', ǉ: 'ǈ', Ǉ: 'ǈ', ǌ: 'ǋ', Ǌ: 'ǋ', ǳ: 'ǲ', Ǳ: 'ǲ' }

/** A character at the start of a word: one that has two capitals (`ß`, `ǆ`) has the first only. */
function titleCase(character: string): string {
  const upper = digraphs[character] ?? character.toUpperCase()
  const first = sliceCodePoints(upper, 0, 1)
  return first + upper.slice(first.length).toLowerCase()
}

/** No text is longer. */
const longest = 0x7fff_ffff

/** Code points as `substring` counts them: from 1, from the end below 0; what lies before the text counts towards the length. */
function fromPosition(text: string, position: number, length: number): string {
  const start = position > 0 ? position - 1 : position < 0 ? codePointLength(text) + position : 0
  const end = Math.max(start + length, 0)
  return length <= 0 ? '' : sliceCodePoints(text, Math.max(start, 0), end)
}

function overlay(...args: readonly [text: string, replacement: string, position: number, length?: number]): string {
  const [text, replacement, position, length = -1] = args
  const cut = length >= 0 ? length : codePointLength(replacement)
  return fromPosition(text, 1, position - 1) + replacement + fromPosition(text, position + cut, longest)
}

function ascii(text: string): number {
  return text.codePointAt(0) ?? 0
}

/** The character of the lowest byte. */
function chr(code: bigint): string {
  return code < 0n ? '' : String.fromCharCode(Number(code & 255n))
}

const soundexCodes = '01230127022455012623017202'

/** English Soundex; text that does not begin with a letter stays as it is. */
function soundex(text: string): string {
  const codeAt = (i: number): string | undefined => soundexCodes[((text.charCodeAt(i) & ~0x20) - 0x41) as number]
  const isLetter = (i: number): boolean => /[A-Za-z]/.test(text[i] as string)
  if (text === '' || !isLetter(0)) return text
  let out = (text[0] as string).toUpperCase()
  let last = codeAt(0)
  for (let i = 1; i < text.length && out.length < 4; i++) {
    if (!isLetter(i)) {
      last = '0'
      continue
    }
    const code = codeAt(i) as string
    // h and w do not part two letters of one code
    if (code === '7') continue
    if (code !== '0' && code !== last) out += code
    last = code
  }
  return out.padEnd(4, '0')
}

/** How many insertions, deletions and changes lead from one text to the other; -1 if more than `threshold`. */
function levenshtein(a: string, b: string, threshold?: number): number {
  const from = codePointsOf(a)
  const to = codePointsOf(b)
  let row = Array.from({ length: to.length + 1 }, (_, i) => i)
  for (const [i, c] of from.entries()) {
    const next = [i + 1]
    for (const [j, d] of to.entries()) {
      const change = (row[j] as number) + (c === d ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] as number) + 1, (next[j] as number) + 1))
    }
    row = next
  }
  const distance = row[to.length] as number
  return threshold !== undefined && distance > threshold ? -1 : distance
}

/** The `index`-th of the other arguments, from 1. */
const elt: FunctionDefinition = defineFunction({
  name: 'elt',
  takes: [intType, stringType],
  more: stringType,
  returns: stringType,
  nullable: (site) => anyNullable(site) || !site.conf.ansi,
  kernel: (site: CallSite) =>
    withNulls((index: number | null, ...texts: readonly (string | null)[]) => {
      if (index === null) return null
      if (index >= 1 && index <= texts.length) return texts[index - 1]
      if (!site.conf.ansi) return null
      throw new ExecutionException('INVALID_ARRAY_INDEX', { indexValue: index, arraySize: texts.length })
    }, true),
})

/** Sentences, each as its words. */
const sentences = defineFunction({
  name: 'sentences',
  takes: [stringType, stringType, stringType],
  required: 1,
  returns: arrayType(arrayType(stringType, false), false),
  kernel: () => {
    const segmentersOf = prepared((language: string, country: string) => {
      const locale = [language, country].filter((part) => part !== '').join('-')
      const segmenter = (granularity: 'sentence' | 'word'): Intl.Segmenter =>
        new Intl.Segmenter(locale === '' ? 'en' : locale, { granularity })
      return { sentence: segmenter('sentence'), word: segmenter('word') }
    })
    return strict((text: string, language = '', country = '') => {
      const { sentence, word } = segmentersOf(language, country)
      return Array.from(sentence.segment(text), ({ segment }) =>
        Array.from(word.segment(segment)).flatMap((w) => (w.isWordLike === true ? [w.segment] : [])),
      )
    })
  },
})

const isValidUtf8 = defineFunction({
  name: 'is_valid_utf8',
  takes: [anyType],
  returns: { kind: 'boolean' },
  // text inside is UTF-16 and was valid when it came in, unless half a pair was made of it
  evaluate: (text: string) => text.isWellFormed(),
})

/** Turning, filling and measuring texts. */
export const stringShapeFunctions: readonly FunctionDefinition[] = [
  reverse,
  pad('lpad', true),
  pad('rpad', false),
  defineFunction({
    name: 'repeat',
    takes: [stringType, intType],
    returns: stringType,
    evaluate: (text: string, times: number) => text.repeat(Math.max(times, 0)),
  }),
  defineFunction({ name: 'initcap', takes: [stringType], returns: stringType, evaluate: initcap }),
  defineFunction({
    name: 'overlay',
    takes: [stringType, stringType, intType, intType],
    required: 3,
    returns: stringType,
    evaluate: overlay,
  }),
  defineFunction({ name: 'ascii', takes: [stringType], returns: intType, evaluate: ascii }),
  ...['chr', 'char'].map((name) =>
    defineFunction({ name, takes: [{ kind: 'bigint', as: 'bigint' }], returns: stringType, evaluate: chr }),
  ),
  defineFunction({ name: 'soundex', takes: [stringType], returns: stringType, evaluate: soundex }),
  defineFunction({
    name: 'levenshtein',
    takes: [stringType, stringType, intType],
    required: 2,
    returns: intType,
    evaluate: levenshtein,
  }),
  elt,
  sentences,
  isValidUtf8,
]
