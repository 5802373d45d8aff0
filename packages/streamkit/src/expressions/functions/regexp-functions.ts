import { ExecutionException } from '../../errors/streamkit-error.ts'
import { arrayType, booleanType, intType, stringType } from '../../types/data-type.ts'
import type { FunctionDefinition, Kernel } from '../function-definition.ts'
import { strict, strictOrNull } from '../kernel.ts'
import { findFrom, type JavaRegex, javaRegex, nextStart, RegexSyntaxError } from '../regex/java-regex.ts'
import { javaReplacement } from '../regex/java-replacement.ts'
import { codePointsBefore, codePointsOf, unitOffset } from './code-points.ts'
import { alias, defineFunction, prepared } from './define-function.ts'

function compile(functionName: string, pattern: string): JavaRegex {
  try {
    return javaRegex(pattern)
  } catch (cause) {
    if (!(cause instanceof RegexSyntaxError)) throw cause
    const parameters = { functionName: `\`${functionName}\``, value: `'${pattern}'` }
    throw new ExecutionException('INVALID_PARAMETER_VALUE.PATTERN', parameters, { cause })
  }
}

/** A function whose second argument is a pattern: compiled once for as long as the pattern stays the same. */
function withPattern<E extends (regex: (pattern: string) => JavaRegex) => Kernel>(
  name: string,
  kernel: E,
): () => Kernel {
  return () => kernel(prepared((pattern: string) => compile(name, pattern)))
}

/** What a group of the Java pattern caught: empty if it took no part. */
function groupOf(regex: JavaRegex, match: RegExpExecArray, group: number): string {
  return match[regex.groupIndex[group] as number] ?? ''
}

function checkGroup(name: string, regex: JavaRegex, group: number): void {
  if (group >= 0 && group <= regex.groupCount) return
  throw new ExecutionException('INVALID_PARAMETER_VALUE.REGEX_GROUP_INDEX', {
    functionName: `\`${name}\``,
    groupIndex: group,
    groupCount: regex.groupCount,
  })
}

const regexpLike = defineFunction({
  name: 'rlike',
  takes: [stringType, stringType],
  returns: booleanType,
  kernel: withPattern('rlike', (regex) =>
    strict((text: string, pattern: string) => findFrom(regex(pattern), text, 0) !== null),
  ),
})

const regexpExtract = defineFunction({
  name: 'regexp_extract',
  takes: [stringType, stringType, intType],
  required: 2,
  returns: stringType,
  kernel: withPattern('regexp_extract', (regex) =>
    strict((text: string, pattern: string, group = 1) => {
      const compiled = regex(pattern)
      const match = findFrom(compiled, text, 0)
      if (match === null) return ''
      checkGroup('regexp_extract', compiled, group)
      return groupOf(compiled, match, group)
    }),
  ),
})

/** All matches, first to last. */
function matches(regex: JavaRegex, text: string): readonly RegExpExecArray[] {
  const found: RegExpExecArray[] = []
  for (let at = 0; at <= text.length; ) {
    const match = findFrom(regex, text, at)
    if (match === null) break
    found.push(match)
    at = nextStart(match, text)
  }
  return found
}

const regexpExtractAll = defineFunction({
  name: 'regexp_extract_all',
  takes: [stringType, stringType, intType],
  required: 2,
  returns: arrayType(stringType, true),
  kernel: withPattern('regexp_extract_all', (regex) =>
    strict((text: string, pattern: string, group = 1) => {
      const compiled = regex(pattern)
      const found: string[] = []
      for (const match of matches(compiled, text)) {
        checkGroup('regexp_extract_all', compiled, group)
        found.push(groupOf(compiled, match, group))
      }
      return found
    }),
  ),
})

const regexpReplace = defineFunction({
  name: 'regexp_replace',
  takes: [stringType, stringType, stringType, intType],
  required: 3,
  returns: stringType,
  kernel: () => {
    const replacerOf = prepared((pattern: string, replacement: string): Replacer => {
      const regex = compile('regexp_replace', pattern)
      return { regex, parts: javaReplacement(replacement, regex), replacement }
    })
    return strict((...args: readonly [text: string, pattern: string, replacement: string, position?: number]) => {
      const [text, pattern, replacement, position = 1] = args
      if (position < 1) {
        throw new ExecutionException('INVALID_PARAMETER_VALUE.POSITION', {
          functionName: '`regexp_replace`',
          pos: position,
        })
      }
      const replacer = replacerOf(pattern, replacement)
      if (position === 1) return replaceAll(text, replacer)
      const start = unitOffset(text, position - 1)
      return text.slice(0, start) + replaceAll(text.slice(start), replacer)
    })
  },
})

interface Replacer {
  readonly regex: JavaRegex
  /** Null: it is no replacement, which matters as soon as there is a match. */
  readonly parts: readonly (string | number)[] | null
  readonly replacement: string
}

function replaceAll(text: string, { regex, parts, replacement }: Replacer): string {
  let out = ''
  let copied = 0
  for (const match of matches(regex, text)) {
    out += text.slice(copied, match.index)
    if (parts === null) {
      throw new ExecutionException('INVALID_REGEXP_REPLACE', {
        functionName: '`regexp_replace`',
        value: `'${replacement}'`,
      })
    }
    for (const part of parts) out += typeof part === 'string' ? part : groupOf(regex, match, part)
    copied = match.index + match[0].length
  }
  return copied === 0 && out === '' ? text : out + text.slice(copied)
}

const regexpCount = defineFunction({
  name: 'regexp_count',
  takes: [stringType, stringType],
  returns: intType,
  kernel: withPattern('regexp_count', (regex) =>
    strict((text: string, pattern: string) => matches(regex(pattern), text).length),
  ),
})

/** The position from 1 of the first match; 0: none. */
const regexpInstr = defineFunction({
  name: 'regexp_instr',
  takes: [stringType, stringType, intType],
  required: 2,
  returns: intType,
  kernel: withPattern('regexp_instr', (regex) =>
    strict((text: string, pattern: string) => {
      const match = findFrom(regex(pattern), text, 0)
      return match === null ? 0 : codePointsBefore(text, match.index) + 1
    }),
  ),
})

const regexpSubstr = defineFunction({
  name: 'regexp_substr',
  takes: [stringType, stringType],
  returns: stringType,
  nullable: true,
  kernel: withPattern('regexp_substr', (regex) =>
    strictOrNull((text: string, pattern: string) => findFrom(regex(pattern), text, 0)?.[0] ?? null),
  ),
})

/** The pieces between matches; at most `limit` of them if it is above 0. Empty pieces at the end are kept. */
function splitBy(regex: JavaRegex, text: string, limit: number): string[] {
  const pieces: string[] = []
  let from = 0
  for (const match of matches(regex, text)) {
    if (limit > 0 && pieces.length === limit - 1) break
    const end = match.index + match[0].length
    // an empty match at the start makes no empty piece
    if (end === 0) continue
    pieces.push(text.slice(from, match.index))
    from = end
  }
  pieces.push(text.slice(from))
  return pieces
}

const plainText = /^[^\\^$.|?*+()[\]{}]+$/

/** `split(text, pattern, limit?)`. */
export const split: FunctionDefinition = defineFunction({
  name: 'split',
  takes: [stringType, stringType, intType],
  required: 2,
  returns: arrayType(stringType, false),
  kernel: () => {
    const splitterOf = prepared((pattern: string) => {
      if (plainText.test(pattern)) return { literal: pattern, regex: null }
      return { literal: null, regex: compile('split', pattern) }
    })
    return strict((text: string, pattern: string, limit = -1) => {
      if (pattern === '' && text !== '') {
        const points = codePointsOf(text)
        return limit > 0 ? points.slice(0, limit) : points
      }
      const { literal, regex } = splitterOf(pattern)
      if (literal !== null && limit <= 0) return text.split(literal)
      return splitBy(regex ?? compile('split', pattern), text, limit)
    })
  },
})

/** Java's regular expressions. */
export const regexpFunctions: readonly FunctionDefinition[] = [
  regexpLike,
  alias('regexp', regexpLike),
  alias('regexp_like', regexpLike),
  regexpExtract,
  regexpExtractAll,
  regexpReplace,
  regexpCount,
  regexpInstr,
  regexpSubstr,
  split,
]
