import type { StateDescription, StatePart } from '../contracts/state-layout.ts'
import type { StateStore } from '../contracts/state-store.ts'
import {
  type BatchWatermark,
  isStatefulOperator,
  type PhysicalOperator,
  type StatefulOperator,
  walkOperators,
} from '../physical/physical-plan.ts'
import { propagateWatermark } from '../physical/watermark-propagation.ts'
import { binaryType, structField } from '../types/data-type.ts'
import type { ExecutionEnvironment, MicroBatchQuery } from './micro-batch-query.ts'
import type { StateReport } from './progress-reporter.ts'

/** A stateful operator and where it keeps its state. */
export interface StatefulInstance {
  readonly operator: StatefulOperator
  readonly store: StateStore
}

/** The state of all operators of a query: loaded, committed and purged together. */
export class QueryState {
  readonly instances: readonly StatefulInstance[]
  readonly #root: PhysicalOperator
  readonly #environment: ExecutionEnvironment

  private constructor(
    root: PhysicalOperator,
    instances: readonly StatefulInstance[],
    environment: ExecutionEnvironment,
  ) {
    this.#root = root
    this.instances = instances
    this.#environment = environment
  }

  static async open(query: MicroBatchQuery, environment: ExecutionEnvironment): Promise<QueryState> {
    const operators = [...walkOperators(query.root)].filter(isStatefulOperator)
    const instances = await Promise.all(
      operators.map(async (operator) => {
        const { operatorId } = operator
        const id = { directory: `${query.checkpoint}/state/${operatorId}/0`, operatorId, storeName: 'default' }
        return { operator, store: await query.stateStoreProvider.open(id, environment) }
      }),
    )
    return new QueryState(query.root, instances, environment)
  }

  /** By operator. */
  get stores(): ReadonlyMap<number, StateStore> {
    return new Map(this.instances.map(({ operator, store }) => [operator.operatorId, store]))
  }

  /** Whether a batch without data would close something under the watermark of the query, ms, or now; the last batch ran under `lastMs`. */
  shouldRunAnotherBatch(watermarkMs: number, lastMs: number): boolean {
    const nowMs = this.#environment.clock.now()
    const now = propagateWatermark(this.#root, watermarkMs)
    const last = propagateWatermark(this.#root, lastMs)
    return this.instances.some(({ operator, store }) => {
      const id = operator.operatorId
      return operator.shouldRunAnotherBatch(now.get(id) as number, last.get(id) as number, { nowMs, store })
    })
  }

  /** What each operator sees in a batch that runs under `evictionMs` after one that ran under `lateMs`. */
  watermarks(lateMs: number, evictionMs: number): ReadonlyMap<number, BatchWatermark> {
    const late = propagateWatermark(this.#root, lateMs)
    const eviction = propagateWatermark(this.#root, evictionMs)
    return new Map([...eviction].map(([id, ms]) => [id, { lateMs: late.get(id) as number, evictionMs: ms }]))
  }

  /** The state before that batch. Gives how long each store took, ms; 0: it had it. */
  async load(batchId: number): Promise<readonly number[]> {
    const { clock } = this.#environment
    const took: number[] = []
    for (const { store } of this.instances) {
      const start = clock.monotonic()
      const isThere = store.version === batchId
      if (!isThere) await store.load(batchId)
      took.push(isThere ? 0 : clock.monotonic() - start)
    }
    return took
  }

  /** Gives how long each store took, ms. When one fails, the others end first: nobody writes to a checkpoint that was given up. */
  async commit(): Promise<readonly number[]> {
    const { clock } = this.#environment
    const commits = this.instances.map(async ({ store }) => {
      const start = clock.monotonic()
      await store.commit()
      return clock.monotonic() - start
    })
    await Promise.allSettled(commits)
    return Promise.all(commits)
  }

  /** The state of every operator as it is now. */
  report(commitMs: readonly number[]): readonly StateReport[] {
    return this.instances.map(({ operator, store }, i) => {
      const { operatorName, stateMetrics } = operator
      const metrics = store.metrics()
      return { operator: { operatorName, stateMetrics }, store: { metrics: () => metrics }, commitMs: commitMs[i] ?? 0 }
    })
  }

  async purge(oldestBatchId: number): Promise<void> {
    for (const { store } of this.instances) await store.purge(oldestBatchId)
  }
}

/** What the checkpoint is told of the state of a query; null if it has none. */
export function stateDescription({ root, stateStoreProvider }: MicroBatchQuery): StateDescription | null {
  const operators = [...walkOperators(root)].filter(isStatefulOperator)
  if (operators.length === 0) return null
  return {
    provider: stateStoreProvider.name,
    fileFormat: stateStoreProvider.fileFormat ?? stateStoreProvider.name,
    operators: operators.map((operator) => ({
      operatorId: operator.operatorId,
      operatorName: operator.operatorName,
      // Of state whose schema the user gives only once the checkpoint has been compared.
      get parts() {
        return operator.stateParts ?? [plainBytes]
      },
    })),
  }
}

const plainBytes: StatePart = {
  name: 'default',
  prefix: [],
  key: [{ kind: 'bytes', field: structField('key', binaryType, false) }],
  value: [{ kind: 'bytes', field: structField('value', binaryType, false) }],
}
