import type { Expression, ResolvedExpression } from '../../expressions/expression.ts'
import { computationOf } from '../kernel-of.ts'
import {
  type CodegenScope,
  callText,
  finishDirect,
  type GeneratedValue,
  generateExpression,
} from './expression-codegen.ts'

/**
 * Writes a filter: the row is left as soon as anything is null that makes the condition null. What follows needs no flags for it and has one way through, which is what a compiler can make fast.
 */
export function generateFilter(condition: ResolvedExpression, scope: CodegenScope): void {
  const { value } = generateKnown(condition, scope)
  scope.writer.line(`if (!${value}) continue`)
}

/** The value of an expression; where it is null the row has been left. */
function generateKnown(e: Expression, scope: CodegenScope): GeneratedValue {
  const { writer } = scope
  const propagating = e.kind === 'call' || e.kind === 'cast' ? computationOf(e, scope.conf) : null
  const key = scope.keyOf(e)
  const before = key === null ? undefined : (writer.recall(key) as GeneratedValue | undefined)
  if (before !== undefined || propagating?.kernel.nulls !== 'propagate')
    return leaveNull(before ?? generateExpression(e, scope), scope)
  const { kernel, args } = propagating
  const values: string[] = []
  for (const arg of args) values.push(generateKnown(arg, scope).value)
  const known = leaveNull(finishDirect(kernel, callText(kernel, values, scope), writer), scope)
  if (key !== null) writer.remember(key, known)
  return known
}

function leaveNull({ value, isNull }: GeneratedValue, { writer }: CodegenScope): GeneratedValue {
  if (isNull !== 'false') writer.line(`if (${isNull}) continue`)
  return { value, isNull: 'false' }
}
