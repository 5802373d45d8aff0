import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { withNulls } from '../kernel.ts'
import { argumentAt, requireArguments } from '../signature.ts'

/** The value of the only row of a frame, from the number of its rows and the value of the first: what analysis makes of a frame that stands for a value. */
const scalarSubquery: FunctionDefinition = {
  name: 'scalar_subquery',
  signature: (site) => {
    requireArguments('scalar_subquery', site, [2])
    const { dataType } = argumentAt(site, 1)
    return { inputs: [argumentAt(site, 0).dataType, dataType], dataType, nullable: true }
  },
  kernel: () =>
    withNulls((rows: number | bigint, value: unknown) => {
      if (rows > 1) throw new ExecutionException('SCALAR_SUBQUERY_TOO_MANY_ROWS', {})
      return value
    }, true),
}

export const scalarSubqueryFunctions: readonly FunctionDefinition[] = [scalarSubquery]
