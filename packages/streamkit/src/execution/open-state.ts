import type { StateStore } from '../contracts/state-store.ts'
import { isStatefulOperator, type StatefulOperator, walkOperators } from '../physical/physical-plan.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'

/** A stateful operator of a running query, and where its state is. */
export interface StatefulInstance {
  readonly operator: StatefulOperator
  readonly store: StateStore
}

/** Opens the stores of a query's stateful operators, in plan order: `<checkpoint>/state/<operator>/0`. */
export function openState(
  query: MicroBatchQuery,
  environment: ExecutionEnvironment,
): Promise<readonly StatefulInstance[]> {
  const operators = [...walkOperators(query.root)].filter(isStatefulOperator)
  return Promise.all(
    operators.map(async (operator) => {
      const { operatorId } = operator
      const directory = `${query.checkpoint}/state/${operatorId}/0`
      const store = await query.stateStoreProvider.open({ directory, operatorId, storeName: 'default' }, environment)
      return { operator, store }
    }),
  )
}
