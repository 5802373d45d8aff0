import { codeLines, lineAt, type SourceFile } from './source-file.ts'

/** The outline of a function, method, accessor, arrow or function type. */
export interface FunctionShape {
  readonly line: number
  readonly parameters: number
  /** 0 without a body of statements. */
  readonly codeLines: number
}

const controlWords = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await'])
const typeOperators = new Set(['keyof', 'typeof', 'readonly', 'infer', 'unique', 'asserts', 'new', 'abstract'])

/** Every function of a file. Found by the shape of its signature: brackets, an optional return type, then a body. */
export function functionsOf(file: SourceFile): readonly FunctionShape[] {
  const { bare } = file
  const pairs = bracketPairs(bare)
  return [...bare.matchAll(/\(/g)].flatMap(({ index: open }) => {
    const close = pairs.get(open)
    const word = /(\w+)\s*$/.exec(bare.slice(Math.max(0, open - 40), open))?.[1] ?? ''
    if (close === undefined || controlWords.has(word)) return []
    const body = bodyAfter(bare, close + 1, pairs)
    if (body === 'none') return []
    const end = body === 'expression' ? undefined : pairs.get(body)
    return {
      line: lineAt(file, open),
      parameters: countParameters(bare.slice(open + 1, close)),
      codeLines: end === undefined ? 0 : codeLines(file.code.slice(file.code.lastIndexOf('\n', open) + 1, end + 1)),
    }
  })
}

function bracketPairs(bare: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  for (let i = 0; i < bare.length; i++) {
    if ('([{'.includes(bare[i] as string)) open.push(i)
    else if (')]}'.includes(bare[i] as string)) pairs.set(open.pop() ?? -1, i)
  }
  return pairs
}

/** Where the body begins that follows a closing parenthesis, if it is one of a signature. */
function bodyAfter(bare: string, from: number, pairs: ReadonlyMap<number, number>): number | 'expression' | 'none' {
  let at = skipSpace(bare, from)
  if (bare[at] === '{') return at
  if (bare.startsWith('=>', at)) return arrowBody(bare, at)
  if (bare[at] !== ':') return 'none'
  at += 1
  let complete = false
  for (;;) {
    at = skipSpace(bare, at)
    const c = bare[at] ?? ''
    if (bare.startsWith('=>', at)) return complete ? arrowBody(bare, at) : 'none'
    if (c === '{' && complete) return at
    if (c === '(' && complete) return 'none'
    const next = typeToken(bare, at, { pairs, complete })
    if (next === null) return 'none'
    at = next.end
    complete = next.complete
  }
}

interface TypeState {
  readonly pairs: ReadonlyMap<number, number>
  /** Whether the type could end here. */
  readonly complete: boolean
}

function typeToken(bare: string, at: number, state: TypeState): { end: number; complete: boolean } | null {
  const c = bare[at] ?? ''
  const word = /^[\w$]+/.exec(bare.slice(at, at + 80))?.[0]
  if (word !== undefined) return wordToken(word, at, state.complete)
  if ('([{'.includes(c) && c !== '') {
    const end = (state.pairs.get(at) ?? bare.length) + 1
    const afterwards = skipSpace(bare, end)
    const isFunctionType = c === '(' && bare.startsWith('=>', afterwards)
    return isFunctionType ? { end: afterwards + 2, complete: false } : { end, complete: true }
  }
  if (c === '<') return { end: endOfAngle(bare, at), complete: state.complete }
  if (c === "'" || c === '"' || c === '`') return { end: bare.indexOf(c, at + 1) + 1, complete: true }
  const isOperator = '|&.?:'.includes(c) && c !== '' && !bare.startsWith('||', at) && !bare.startsWith('&&', at)
  return isOperator ? { end: at + 1, complete: false } : null
}

function wordToken(word: string, at: number, complete: boolean): { end: number; complete: boolean } | null {
  const end = at + word.length
  if (complete) return word === 'is' || word === 'extends' ? { end, complete: false } : null
  return { end, complete: !typeOperators.has(word) }
}

function arrowBody(bare: string, arrow: number): number | 'expression' {
  const at = skipSpace(bare, arrow + 2)
  return bare[at] === '{' ? at : 'expression'
}

function skipSpace(bare: string, from: number): number {
  let at = from
  while (at < bare.length && (bare[at] as string).trim() === '') at += 1
  return at
}

function endOfAngle(bare: string, from: number): number {
  let depth = 0
  for (let i = from; i < bare.length; i++) {
    if (bare[i] === '<') depth += 1
    if (bare[i] === '>' && bare[i - 1] !== '=') depth -= 1
    if (depth === 0) return i + 1
  }
  return bare.length
}

function countParameters(list: string): number {
  const names = splitTopLevel(list).filter((part) => part.trim() !== '' && !/^\s*this\s*:/.test(part))
  return names.length
}

function splitTopLevel(list: string): readonly string[] {
  const parts: string[] = ['']
  let depth = 0
  for (let i = 0; i < list.length; i++) {
    const c = list[i] as string
    if ('([{<'.includes(c)) depth += 1
    if (')]}'.includes(c) || (c === '>' && list[i - 1] !== '=')) depth -= 1
    if (c === ',' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts
}
