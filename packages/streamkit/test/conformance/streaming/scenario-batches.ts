import type { ColumnVector } from '../../../src/columnar/column-vector.ts'
import { valueAt } from '../../../src/columnar/vector-access.ts'
import type { StreamingQueryListener, StreamingQueryProgress } from '../../../src/index.ts'
import type { DataType } from '../../../src/types/data-type.ts'
import { toCorpus } from '../corpus-value.ts'
import type { ScenarioBatch } from './scenario.ts'
import type { BatchFrame } from './scenario-frame.ts'

interface SeenBatch {
  readonly step: number
  readonly batchId: number
  readonly rows: readonly unknown[]
  progress: StreamingQueryProgress | null
}

/** Writes down what the sink and the listeners of a query see, as the corpus tells it. */
export class ScenarioBatches implements StreamingQueryListener {
  readonly #sourceNames: readonly string[]
  readonly #ordered: boolean
  readonly #seen: SeenBatch[] = []
  step = 0

  /** `sourceNames` in plan order. */
  constructor(sourceNames: readonly string[], ordered: boolean) {
    this.#sourceNames = sourceNames
    this.#ordered = ordered
  }

  /** What the sink got. */
  async take(batch: BatchFrame, batchId: number): Promise<void> {
    const rows: unknown[] = []
    const types = batch.schema.fields.map((field) => field.dataType)
    for await (const { columns, length } of batch.columnBatches()) {
      for (let row = 0; row < length; row++) {
        rows.push(
          columns.map((column, i) => toCorpus(valueAt(column as ColumnVector, row), types[i] as DataType, 'text')),
        )
      }
    }
    this.#seen.push({ step: this.step, batchId, rows: this.#ordered ? rows : sorted(rows), progress: null })
  }

  onQueryProgress({ progress }: { readonly progress: StreamingQueryProgress }): void {
    const batch = this.#seen.at(-1)
    if (batch?.batchId !== progress.batchId || batch.progress !== null) {
      throw new Error(`progress of batch ${progress.batchId}, which the sink has not seen`)
    }
    batch.progress = progress
  }

  /** The last batch has run again: it must have given the same, and is forgotten. */
  takeBackRepeated(): void {
    const [before, again] = this.all.slice(-2)
    this.#seen.pop()
    const told = (batch: ScenarioBatch | undefined) => JSON.stringify({ ...batch, step: 0 })
    if (told(before) !== told(again)) {
      throw new Error(`a batch that ran again gave something else: ${told(before)}, then ${told(again)}`)
    }
  }

  get all(): readonly ScenarioBatch[] {
    return this.#seen.map(({ step, batchId, rows, progress }) => {
      if (progress === null) return { step, batchId, rows, committed: false }
      return { step, batchId, ...this.#told(progress), rows }
    })
  }

  #told({
    eventTime,
    sources,
    stateOperators,
  }: StreamingQueryProgress): Omit<ScenarioBatch, 'step' | 'batchId' | 'rows'> {
    const { watermark, ...times } = eventTime ?? {}
    return {
      ...(watermark === undefined ? {} : { watermark }),
      ...(Object.keys(times).length === 0 ? {} : { eventTime: times as Record<string, string> }),
      input: sources.map((source, i) => [this.#sourceNames[i] as string, source.numInputRows] as const),
      ...(stateOperators.length === 0 ? {} : { state: stateOperators.map(stateOf) }),
    }
  }
}

/** The functions of the corpus were Python's: the operator of other languages has another name. */
const sparkNames: Readonly<Record<string, string>> = { flatMapGroupsWithState: 'applyInPandasWithState' }

function stateOf(operator: StreamingQueryProgress['stateOperators'][number]): Readonly<Record<string, unknown>> {
  const droppedDuplicates = operator.customMetrics.numDroppedDuplicateRows
  return {
    operator: sparkNames[operator.operatorName] ?? operator.operatorName,
    total: operator.numRowsTotal,
    updated: operator.numRowsUpdated,
    removed: operator.numRowsRemoved,
    droppedByWatermark: operator.numRowsDroppedByWatermark,
    ...(droppedDuplicates === undefined ? {} : { droppedDuplicates }),
  }
}

/** By their text, as the rows of the corpus are. */
export function sorted(rows: readonly unknown[]): readonly unknown[] {
  return rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row)
}
