import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import { booleanType, stringType } from '../../types/data-type.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { defineFunction, prepared } from './define-function.ts'

type Matcher = (text: string) => boolean
type Piece = '%' | '_' | { readonly text: string }

/** An SQL pattern taken apart. What follows the escape character must be a wildcard or the escape character. */
function piecesOf(pattern: string, escapedBy: string): readonly Piece[] {
  const pieces: Piece[] = []
  let literal = ''
  const flush = (): void => {
    if (literal !== '') pieces.push({ text: literal })
    literal = ''
  }
  const points = [...pattern]
  for (let i = 0; i < points.length; i++) {
    const c = points[i] as string
    if (c === escapedBy) {
      const next = points[++i]
      if (next === undefined) throw new IllegalArgumentException('INVALID_FORMAT.ESC_AT_THE_END', { format: pattern })
      if (next !== '%' && next !== '_' && next !== escapedBy) {
        throw new IllegalArgumentException('INVALID_FORMAT.ESC_IN_THE_MIDDLE', { format: pattern, char: next })
      }
      literal += next
    } else if (c === '%' || c === '_') {
      flush()
      // several % in a row are one
      if (c === '_' || pieces[pieces.length - 1] !== '%') pieces.push(c)
    } else {
      literal += c
    }
  }
  flush()
  return pieces
}

/** Most patterns are a constant with % at an end or at both: those need no regular expression. */
function matcherOf(pattern: string, escapedBy: string): Matcher {
  const pieces = piecesOf(pattern, escapedBy)
  const [a, b, c] = pieces
  if (a === undefined) return (text) => text === ''
  if (pieces.length === 1) {
    if (a === '%') return () => true
    if (a !== '_') return (text) => text === a.text
  }
  if (pieces.length === 2 && typeof a === 'object' && b === '%') return (text) => text.startsWith(a.text)
  if (pieces.length === 2 && a === '%' && typeof b === 'object') return (text) => text.endsWith(b.text)
  if (pieces.length === 3 && a === '%' && typeof b === 'object' && c === '%') return (text) => text.includes(b.text)
  const source = pieces.map((piece) => (piece === '%' ? '.*' : piece === '_' ? '.' : escapeRegex(piece.text))).join('')
  const regex = new RegExp(`^${source}$`, 'su')
  return (text) => regex.test(text)
}

function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

function likeFunction(name: string, fold: (text: string) => string): FunctionDefinition {
  return defineFunction({
    name,
    takes: [stringType, stringType, stringType],
    required: 2,
    returns: booleanType,
    kernel: () => {
      const matcher = prepared(matcherOf)
      return strict((text: string, pattern: string, escapedBy = '\\') => matcher(fold(pattern), escapedBy)(fold(text)))
    },
  })
}

/** SQL patterns: % is any text, _ any character, the third argument the escape character (a backslash unless given). */
export const likeFunctions: readonly FunctionDefinition[] = [
  likeFunction('like', (text) => text),
  likeFunction('ilike', (text) => text.toLowerCase()),
]
