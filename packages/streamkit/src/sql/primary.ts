import type { Expression } from '../expressions/expression.ts'
import { literal } from '../expressions/literal.ts'
import { functionCall, namedWithoutParentheses } from './function-call.ts'
import { intervalLiteral, isIntervalLiteral } from './interval-literal.ts'
import { numberLiteral } from './number-literal.ts'
import { callOf, isQueryStart, type ParserParts } from './parser-parts.ts'
import { isSpecialCall, specialCall } from './special-call.ts'
import { typeName } from './type-name.ts'
import { literalTypes, typedLiteral } from './typed-literal.ts'

/** A constant, a name, a call or something in parentheses, and what is taken out of it: fields, elements, casts by `::`. */
export function primaryExpression(parts: ParserParts): Expression {
  const { tokens } = parts
  let e = operand(parts)
  for (;;) {
    if (tokens.acceptSymbol('[')) {
      e = callOf('getitem', e, parts.value())
      tokens.expectSymbol(']')
    } else if (tokens.acceptSymbol('::')) {
      e = { kind: 'cast', child: e, to: typeName(tokens), mode: 'ansi' }
    } else if (tokens.isSymbol('.') && !tokens.isSymbol('*', 1)) {
      tokens.next()
      e = fieldOf(e, tokens.expectName('the name of a field'))
    } else {
      return e
    }
  }
}

function fieldOf(e: Expression, field: string): Expression {
  if (e.kind === 'attribute') return { kind: 'attribute', nameParts: [...e.nameParts, field] }
  return { kind: 'getField', child: e, field }
}

function operand(parts: ParserParts): Expression {
  const { tokens } = parts
  const token = tokens.peek()
  switch (token.kind) {
    case 'number':
      tokens.next()
      return numberLiteral(token.text)
    case 'text':
      return literal(adjacentTexts(parts))
    case 'parameter':
      tokens.next()
      return parts.parameter(token.text)
    case 'word':
      return ofWord(parts)
    case 'name':
      return named(parts)
    case 'symbol':
      return ofSymbol(parts)
    case 'end':
      throw tokens.unexpected('expected an expression')
  }
}

/** Texts that follow one another are one. */
function adjacentTexts({ tokens }: ParserParts): string {
  let text = tokens.expectText()
  while (tokens.peek().kind === 'text') text += tokens.expectText()
  return text
}

function ofSymbol(parts: ParserParts): Expression {
  const { tokens } = parts
  if (tokens.isSymbol('-') && tokens.peek(1).kind === 'number') {
    tokens.next()
    return numberLiteral(`-${tokens.next().text}`)
  }
  if (tokens.acceptSymbol('*')) return { kind: 'attribute', nameParts: ['*'] }
  if (tokens.isSymbol('(')) return inParentheses(parts)
  throw tokens.unexpected('expected an expression')
}

function inParentheses(parts: ParserParts): Expression {
  const { tokens } = parts
  const parameters = lambdaParameters(parts)
  if (parameters !== null) return { kind: 'lambda', parameters, body: parts.expression() }
  tokens.expectSymbol('(')
  if (isQueryStart(tokens)) {
    const plan = parts.query()
    tokens.expectSymbol(')')
    return { kind: 'scalarSubquery', plan }
  }
  const items = tokens.list(() => aliasedItem(parts))
  tokens.expectSymbol(')')
  return items.length === 1 ? unaliased(parts, items[0] as Expression) : callOf('struct', ...items)
}

/** `(a AS x, b)` is a struct; one alone has no name. */
function aliasedItem(parts: ParserParts): Expression {
  const e = parts.expression()
  return parts.tokens.acceptWords('AS') ? { kind: 'alias', child: e, name: parts.tokens.expectName() } : e
}

function unaliased({ tokens }: ParserParts, e: Expression): Expression {
  if (e.kind === 'alias') throw tokens.unexpected('a single expression in parentheses has no name')
  return e
}

/** `(x, y) ->`, which is taken; null if something else is next, which is not. */
function lambdaParameters({ tokens }: ParserParts): readonly string[] | null {
  let ahead = 1
  while (isName(tokens.peek(ahead).kind) && tokens.isSymbol(',', ahead + 1)) ahead += 2
  if (!isName(tokens.peek(ahead).kind) || !tokens.isSymbol(')', ahead + 1) || !tokens.isSymbol('->', ahead + 2)) {
    return null
  }
  const names = tokens.inParentheses(() => tokens.expectName())
  tokens.expectSymbol('->')
  return names
}

function isName(kind: string): boolean {
  return kind === 'word' || kind === 'name'
}

function ofWord(parts: ParserParts): Expression {
  const { tokens } = parts
  const { word } = tokens.peek()
  const after = tokens.peek(1)
  if (word === 'NULL' || word === 'TRUE' || word === 'FALSE') {
    if (after.text !== '(' && after.text !== '.') {
      tokens.next()
      return literal(word === 'NULL' ? null : word === 'TRUE')
    }
  }
  if (isIntervalLiteral(tokens)) return intervalLiteral(tokens)
  if (literalTypes.has(word) && after.kind === 'text') {
    tokens.next()
    return typedLiteral(word, tokens.expectText())
  }
  if (word === 'CASE' && !endsOperand(after)) return caseExpression(parts)
  if (isSpecialCall(tokens)) return specialCall(parts)
  return named(parts)
}

/** Whether a word is a column for what follows it: `case`, alone. */
function endsOperand({ kind, text }: { readonly kind: string; readonly text: string }): boolean {
  return kind === 'end' || (kind === 'symbol' && !['(', '-', '+', '~', '*'].includes(text))
}

function caseExpression(parts: ParserParts): Expression {
  const { tokens } = parts
  tokens.expectWord('CASE')
  const subject = tokens.isWords('WHEN') ? null : parts.expression()
  const branches = []
  tokens.expectWord('WHEN')
  do {
    const condition = parts.expression()
    tokens.expectWord('THEN')
    const when = subject === null ? condition : callOf('=', subject, condition)
    branches.push({ when, value: parts.expression() })
  } while (tokens.acceptWords('WHEN'))
  const otherwise = tokens.acceptWords('ELSE') ? parts.expression() : null
  tokens.expectWord('END')
  return { kind: 'caseWhen', branches, otherwise }
}

/** A name by itself is a column, before parentheses a function, before an arrow the parameter of a function. */
function named(parts: ParserParts): Expression {
  const { tokens } = parts
  if (tokens.isSymbol('->', 1)) {
    const name = tokens.expectName()
    tokens.expectSymbol('->')
    return { kind: 'lambda', parameters: [name], body: parts.expression() }
  }
  const bare = tokens.peek()
  const nameParts = [tokens.expectName()]
  while (tokens.isSymbol('.') && isName(tokens.peek(1).kind)) {
    tokens.next()
    nameParts.push(tokens.expectName())
  }
  if (tokens.isSymbol('.') && tokens.isSymbol('*', 1)) {
    tokens.next()
    tokens.next()
    return { kind: 'attribute', nameParts: [...nameParts, '*'] }
  }
  if (tokens.isSymbol('(')) return functionCall(parts, nameParts)
  return (nameParts.length === 1 && namedWithoutParentheses(bare.word)) || { kind: 'attribute', nameParts }
}
