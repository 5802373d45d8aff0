import { RegexParser } from './regex-parser.ts'

/** A Java regular expression, made into one of JavaScript. */
export interface JavaRegex {
  /** Sticky nowhere, global: set `lastIndex` before `exec`. */
  readonly regex: RegExp
  /** Groups of the Java pattern, without group 0. */
  readonly groupCount: number
  /** Where a group of the Java pattern is in a match: atomic groups add some of their own. */
  readonly groupIndex: readonly number[]
  readonly groupNames: ReadonlyMap<string, number>
}

const maxCached = 200
const cache = new Map<string, JavaRegex>()

/**
 * Translates the syntax of `java.util.regex` with its meaning: possessive quantifiers and atomic groups, `\Q..\E`, `\h`, `\R`, POSIX classes,
 * class intersection, inline flags, `$` before a final line break, ASCII `\d \w \s`, code points.
 *
 * @throws RegexSyntaxError for what is no pattern in Java, or has no counterpart (`\G`, `\X`, Unicode blocks)
 */
export function javaRegex(pattern: string): JavaRegex {
  let made = cache.get(pattern)
  if (made === undefined) {
    // patterns can come from a column: do not keep them for ever
    if (cache.size >= maxCached) cache.clear()
    made = translate(pattern)
    cache.set(pattern, made)
  }
  return made
}

/** A pattern that cannot be used, and why. */
export class RegexSyntaxError extends Error {
  override name = 'RegexSyntaxError'
}

function translate(pattern: string): JavaRegex {
  const fail = (reason: string): never => {
    throw new RegexSyntaxError(reason)
  }
  const parser = new RegexParser(pattern, fail)
  const source = parser.parse()
  try {
    return {
      regex: new RegExp(source, 'gv'),
      groupCount: parser.groupCount,
      groupIndex: groupIndexOf(source),
      groupNames: parser.names,
    }
  } catch (e) {
    return fail((e as Error).message)
  }
}

/** All groups of the source have names, and a parenthesis of text is never written as one. */
function groupIndexOf(source: string): readonly number[] {
  const indexes = [0]
  for (const [at, [, name = '']] of [...source.matchAll(/\(\?<([gx]\d+)>/g)].entries()) {
    if (name.startsWith('g')) indexes[Number(name.slice(1))] = at + 1
  }
  return indexes
}

/** Finds the next match at or behind `from`, or null. */
export function findFrom({ regex }: JavaRegex, text: string, from: number): RegExpExecArray | null {
  regex.lastIndex = from
  return regex.exec(text)
}

/** Where the search goes on behind a match: behind an empty one a character farther. */
export function nextStart(match: RegExpExecArray, text: string): number {
  const end = match.index + match[0].length
  if (match[0] !== '') return end
  return end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1)
}
