import { resolveExpression } from '../../src/analysis/resolve-expression.ts'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import type { Expression, ExpressionConf } from '../../src/expressions/expression.ts'
import { literal } from '../../src/expressions/literal.ts'
import { interpret } from '../../src/physical/interpreter.ts'
import type { StructType } from '../../src/types/data-type.ts'

/** The moment that calls run at unless told: 2024-01-02T03:04:05Z. */
export const callMicros = 1_704_164_645_000_000

export interface CallOptions {
  readonly conf?: Partial<ExpressionConf>
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Columns, and the row that holds their internal values: arguments that are no constants. */
  readonly schema?: StructType
  readonly row?: readonly unknown[]
}

/** A call as analysis would see it; arguments are expressions, or values that become literals. */
export function callOf(name: string, args: readonly unknown[], options: CallOptions = {}): Expression {
  const expressions = args.map((arg) => (isExpression(arg) ? arg : literal(arg)))
  const call = { kind: 'call', name, args: expressions } as const
  return options.parameters === undefined ? call : { ...call, parameters: options.parameters }
}

function isExpression(value: unknown): value is Expression {
  return typeof value === 'object' && value !== null && 'kind' in value
}

/** Resolves and interprets a call: an internal value, or the condition that it fails with. */
export function evaluateCall(name: string, args: readonly unknown[], options: CallOptions = {}): unknown {
  const conf: ExpressionConf = { timeZone: 'UTC', ansi: true, ...options.conf }
  try {
    const scope = { schema: options.schema ?? { kind: 'struct', fields: [] }, conf } as const
    const resolved = resolveExpression(callOf(name, args, options), scope)
    return interpret(resolved, conf)(options.row ?? [], { batchTimestampMicros: callMicros, seed: 0 })
  } catch (e) {
    if (!isStreamKitError(e)) throw e
    return { error: e.condition }
  }
}
