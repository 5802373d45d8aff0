import { childrenOf, type Expression } from '../../expressions/expression.ts'
import { lookupFunction } from '../../expressions/function-registry.ts'
import type { References } from './code-writer.ts'

/** Names expressions by what they compute, so that the same is computed once per row. Names are compared and never written into code. */
export class ExpressionKeys {
  readonly #references: References
  readonly #column: (ordinal: number) => string
  #keys = new WeakMap<Expression, string | null>()

  /** `column` names the values of a column: another name for other values. */
  constructor(references: References, column: (ordinal: number) => string) {
    this.#references = references
    this.#column = column
  }

  /** Columns mean something else from here on. */
  reset(): void {
    this.#keys = new WeakMap()
  }

  /** Null for what may give another value when it is computed again. */
  readonly keyOf = (e: Expression): string | null => {
    const known = this.#keys.get(e)
    if (known !== undefined) return known
    const key = this.#keyOf(e)
    this.#keys.set(e, key)
    return key
  }

  #keyOf(e: Expression): string | null {
    if (e.kind === 'alias') return this.keyOf(e.child)
    if (e.kind === 'bound') return this.#column(e.ordinal)
    const own = this.#ownPart(e)
    if (own === null) return null
    const parts: string[] = []
    for (const child of childrenOf(e)) {
      const key = this.keyOf(child)
      if (key === null) return null
      parts.push(key)
    }
    return `${e.kind} ${JSON.stringify(own)} (${parts.join(', ')})`
  }

  /** What makes an expression what it is, beside its children. */
  #ownPart(e: Expression): unknown {
    switch (e.kind) {
      case 'literal':
        return [e.value, e.dataType]
      case 'call':
        if (lookupFunction(e.name)?.deterministic === false) return null
        return [e.name, e.parameters, e.dataType]
      case 'cast':
        return [e.to, e.mode]
      case 'caseWhen':
        return [e.branches.length, e.otherwise === null, e.dataType]
      case 'and':
      case 'or':
        return []
      case 'coalesce':
        return [e.dataType]
      case 'getField':
        return [e.ordinal]
      case 'udf':
        return e.deterministic ? [this.#references.ref(e.fn), e.dataType] : null
      default:
        return null
    }
  }
}
