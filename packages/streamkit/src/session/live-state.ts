import type { DataFrame } from '../api/data-frame.ts'
import { dataFrameReader } from '../api/data-frame-reader.ts'
import type { BuiltInFormats } from '../api/formats.ts'
import type { FrameRuntime } from '../api/frame-runtime.ts'
import type { QueryStateOptions } from '../api/streaming-query.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import {
  isStatefulOperator,
  type PhysicalOperator,
  type StatefulOperator,
  walkOperators,
} from '../physical/physical-plan.ts'
import type { UntypedRow } from '../types/row-type.ts'

/** What is asked of the state of a query. */
export interface LiveStateSpec {
  readonly root: PhysicalOperator
  readonly checkpoint: string
  /** Its id or its name. */
  readonly operator: string | number
  readonly options: QueryStateOptions
}

/** The state of an operator of a query that has started, as its checkpoint has it. Throws STDS_INVALID_OPTION_VALUE and what the state reader throws. */
export function liveState(spec: LiveStateSpec, runtime: FrameRuntime): Promise<DataFrame<UntypedRow>> {
  const operators = [...walkOperators(spec.root)].filter(isStatefulOperator)
  const { operatorId } = chosenOperator(operators, spec.operator)
  return dataFrameReader<BuiltInFormats>(runtime)
    .format('statestore')
    .options({ ...spec.options, operatorId })
    .loadAsync(spec.checkpoint)
}

function chosenOperator(operators: readonly StatefulOperator[], asked: string | number): StatefulOperator {
  const fitting = operators.filter(({ operatorId, operatorName }) => asked === operatorId || asked === operatorName)
  const [only] = fitting
  if (only !== undefined && fitting.length === 1) return only
  const all = operators.map(({ operatorId, operatorName }) => `${operatorId} (${operatorName})`).join(', ')
  const message =
    operators.length === 0
      ? 'no operator of the query keeps state'
      : `${fitting.length === 0 ? 'there is no' : 'there are several of'} ${asked}: choose one of ${all}`
  throw new IllegalArgumentException('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName: 'operatorId', message })
}
