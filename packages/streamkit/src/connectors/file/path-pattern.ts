import { expandAlternatives, isGlob, nameMatcher } from './glob-pattern.ts'

/** One name of a path with wildcards. */
export type NamePattern =
  | { readonly kind: 'literal'; readonly name: string }
  | {
      readonly kind: 'wildcard'
      readonly matches: (name: string) => boolean
      /** Whether hidden names are asked for explicitly. */
      readonly startsHidden: boolean
    }

/** A path to read: a folder or file that is known, and what may follow below it. */
export interface PathPattern {
  readonly root: string
  readonly names: readonly NamePattern[]
}

/** What the given paths stand for. They are absolute; those with wildcards are Hadoop's patterns. */
export function pathPatterns(paths: readonly string[]): readonly PathPattern[] {
  return paths.flatMap((path) => (isGlob(path) ? expandAlternatives(path).map(patternOf) : [{ root: path, names: [] }]))
}

function patternOf(pattern: string): PathPattern {
  const parts = pattern.split('/').filter((part, i) => part !== '' || i === 0)
  const firstWildcard = parts.findIndex(hasWildcard)
  const fixed = firstWildcard < 0 ? parts.length - 1 : firstWildcard
  const root = parts.slice(0, fixed).map(unescaped).join('/')
  return { root: root === '' ? '/' : root, names: parts.slice(fixed).map(namePatternOf) }
}

function namePatternOf(part: string): NamePattern {
  if (!hasWildcard(part)) return { kind: 'literal', name: unescaped(part) }
  return { kind: 'wildcard', matches: nameMatcher(part), startsHidden: /^\\?[._]/.test(part) }
}

function hasWildcard(part: string): boolean {
  return /[*?[]/.test(part.replace(/\\./g, ''))
}

function unescaped(part: string): string {
  return part.replace(/\\(.)/gs, '$1')
}
