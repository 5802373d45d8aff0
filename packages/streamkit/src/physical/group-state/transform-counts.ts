import type { StateVariableKind } from '../../contracts/state-schema.ts'
import type { StatefulOperatorMetrics } from '../physical-plan.ts'
import type { ProcessorHandle } from './processor-handle.ts'
import type { KeyedVariable } from './state-variable.ts'

/** What a processor did in a batch. */
export class TransformCounts {
  updated = 0
  removed = 0
  /** Entries that had lived their time. */
  ended = 0
  late = 0
  updatesMs = 0
  timersMs = 0
  registeredTimers = 0
  deletedTimers = 0
  expiredTimers = 0

  /** At the end of the batch. */
  take({ scope, registeredTimers, deletedTimers }: ProcessorHandle): void {
    this.updated += scope.updated
    this.removed += scope.removed + this.ended
    this.registeredTimers = registeredTimers
    this.deletedTimers = deletedTimers
  }

  /** Under Spark's names. */
  metrics(variables: readonly KeyedVariable[], deletedVariables: number): StatefulOperatorMetrics {
    const kinds = (kind: StateVariableKind) => variables.filter((variable) => variable.kind === kind)
    const withTtl = (kind: StateVariableKind) => kinds(kind).filter(({ ttlMs }) => ttlMs !== null).length
    return {
      numRowsUpdated: this.updated,
      numRowsRemoved: this.removed,
      numRowsDroppedByWatermark: this.late,
      allUpdatesTimeMs: this.updatesMs,
      allRemovalsTimeMs: 0,
      custom: {
        numDeletedStateVars: deletedVariables,
        numDeletedTimers: this.deletedTimers,
        numExpiredTimers: this.expiredTimers,
        numListStateVars: kinds('list').length,
        numListStateWithTTLVars: withTtl('list'),
        numMapStateVars: kinds('map').length,
        numMapStateWithTTLVars: withTtl('map'),
        numRegisteredTimers: this.registeredTimers,
        numValueStateVars: kinds('value').length,
        numValueStateWithTTLVars: withTtl('value'),
        numValuesRemovedDueToTTLExpiry: this.ended,
        timerProcessingTimeMs: Math.round(this.timersMs),
      },
    }
  }
}
