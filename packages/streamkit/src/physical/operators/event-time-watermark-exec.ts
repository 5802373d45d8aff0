import type { ColumnBatch } from '../../columnar/column-batch.ts'
import type { Float64Vector } from '../../columnar/column-vector.ts'
import type { StructType } from '../../types/data-type.ts'
import type { EventTimeStats, ExecutionContext, PhysicalOperator, WatermarkOperator } from '../physical-plan.ts'

const microsPerMilli = 1000

/** Passes rows on and remembers the event times of the batch. */
export class EventTimeWatermarkExec implements WatermarkOperator {
  readonly name = 'EventTimeWatermark'
  readonly role = 'watermark'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly delayMs: number
  readonly idleTimeoutMs: number | null
  readonly column: string
  readonly #column: number
  #eventTime: EventTimeStats | null = null

  constructor(
    child: PhysicalOperator,
    init: {
      readonly column: number
      readonly delayMs: number
      readonly idleTimeoutMs?: number | null
      readonly output: StructType
    },
  ) {
    this.children = [child]
    this.#column = init.column
    this.delayMs = init.delayMs
    this.idleTimeoutMs = init.idleTimeoutMs ?? null
    this.output = init.output
    this.column = init.output.fields[init.column]?.name ?? ''
  }

  get eventTime(): EventTimeStats | null {
    return this.#eventTime
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    this.#eventTime = null
    let [count, sum, max, min] = [0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for await (const chunk of this.children[0].execute(context)) {
      const { values, nulls } = chunk.columns[this.#column] as Float64Vector
      for (let i = 0; i < chunk.length; i++) {
        // A null counts as 1970, as in Spark. The watermark has milliseconds, event times have microseconds: cut off, as Spark does.
        const isNull = nulls !== null && nulls[i] === 1
        const ms = isNull ? 0 : Math.floor((values[i] as number) / microsPerMilli)
        count++
        sum += ms
        if (ms > max) max = ms
        if (ms < min) min = ms
      }
      yield chunk
    }
    if (count > 0) this.#eventTime = { maxMs: max, minMs: min, avgMs: sum / count }
  }

  describe(): string {
    const idle = this.idleTimeoutMs === null ? '' : `, idle after ${this.idleTimeoutMs} ms`
    return `${this.column}, delay ${this.delayMs} ms${idle}`
  }
}
