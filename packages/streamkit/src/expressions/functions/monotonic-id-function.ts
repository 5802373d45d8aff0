import { bigintType } from '../../types/data-type.ts'
import type { EvaluationContext, FunctionDefinition } from '../function-definition.ts'
import { strict } from '../kernel.ts'
import { defineFunction } from './define-function.ts'

/** Counts rows from 0. Spark adds the number of the partition in the upper bits: there is one. */
const monotonicId: FunctionDefinition = {
  ...defineFunction({
    name: 'monotonically_increasing_id',
    takes: [],
    returns: bigintType,
    nullable: false,
    kernel: () => {
      // By execution: the same plan may run twice at the same time.
      const next = new WeakMap<EvaluationContext, bigint>()
      const evaluate = (context: EvaluationContext): bigint => {
        const id = next.get(context) ?? 0n
        next.set(context, id + 1n)
        return id
      }
      return { ...strict(evaluate), usesContext: true }
    },
  }),
  deterministic: false,
}

export const monotonicIdFunctions: readonly FunctionDefinition[] = [monotonicId]
