import { IllegalArgumentException } from '../../errors/streamkit-error.ts'

/**
 * File patterns as Hadoop has them: `*` and `?` within one name, `[abc]`, `[a-z]`, `[^a]`, alternatives `{a,b{c,d}}` (which may hold a `/`), and `\` before
 * a character that means itself.
 */
const special = /[*?[\]{}\\]/

export function isGlob(path: string): boolean {
  return special.test(path)
}

/** All patterns without alternatives that a pattern stands for, each once. */
export function expandAlternatives(pattern: string): readonly string[] {
  const open = indexOfUnescaped(pattern, '{')
  if (open < 0) return [pattern]
  const { parts, end } = alternativesAt(pattern, open)
  const expanded = parts.flatMap((part) => expandAlternatives(pattern.slice(0, open) + part + pattern.slice(end)))
  return [...new Set(expanded)]
}

function indexOfUnescaped(pattern: string, wanted: string): number {
  let inClass = false
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') i++
    else if (c === '[') inClass = true
    else if (c === ']') inClass = false
    else if (c === wanted && !inClass) return i
  }
  return -1
}

function alternativesAt(pattern: string, open: number): { readonly parts: readonly string[]; readonly end: number } {
  const parts: string[] = []
  let depth = 0
  let from = open + 1
  for (let i = open; i < pattern.length; i++) {
    const c = pattern[i]
    if (c === '\\') i++
    else if (c === '{') depth++
    else if (c === ',' && depth === 1) {
      parts.push(pattern.slice(from, i))
      from = i + 1
    } else if (c === '}' && --depth === 0) {
      return { parts: [...parts, pattern.slice(from, i)], end: i + 1 }
    }
  }
  throw invalid(pattern, 'a `{` is not closed')
}

/** Tells whether a name fits a pattern; alternatives are allowed. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  const expressions = expandAlternatives(pattern).map((one) => new RegExp(`^${translate(one)}$`, 'su'))
  return (name) => expressions.some((expression) => expression.test(name))
}

function translate(pattern: string): string {
  let out = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string
    if (c === '*') out += '.*'
    else if (c === '?') out += '.'
    else if (c === '[') {
      const end = endOfClass(pattern, i)
      out += translateClass(pattern.slice(i + 1, end))
      i = end
    } else if (c === '\\') {
      if (i + 1 === pattern.length) throw invalid(pattern, 'nothing follows the last `\\`')
      out += quoted(pattern[++i] as string)
    } else out += quoted(c)
  }
  return out
}

function endOfClass(pattern: string, open: number): number {
  const isNegated = pattern[open + 1] === '^' || pattern[open + 1] === '!'
  // a `]` that comes first is one of the characters
  for (let i = open + (isNegated ? 3 : 2); i < pattern.length; i++) {
    if (pattern[i] === ']' && pattern[i - 1] !== '\\') return i
  }
  throw invalid(pattern, 'a `[` is not closed')
}

function translateClass(body: string): string {
  const negated = body.startsWith('^') || body.startsWith('!')
  let inner = ''
  for (let i = negated ? 1 : 0; i < body.length; i++) {
    const c = body[i] as string
    if (c === '\\') inner += inClass(body[++i] ?? '\\')
    else inner += c === '-' && inner !== '' && i + 1 < body.length ? '-' : inClass(c)
  }
  try {
    new RegExp(`[${inner}]`, 'u')
  } catch {
    throw invalid(`[${body}]`, 'the range is upside down')
  }
  return `[${negated ? '^' : ''}${inner}]`
}

function inClass(c: string): string {
  return /[\\\]^[-]/.test(c) ? `\\${c}` : c
}

function quoted(c: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(c) ? `\\${c}` : c
}

function invalid(pattern: string, reason: string): IllegalArgumentException {
  return new IllegalArgumentException('INVALID_FILE_PATTERN', { pattern, reason })
}
