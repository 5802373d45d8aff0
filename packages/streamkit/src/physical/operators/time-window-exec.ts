import { type ColumnBatch, columnBatch } from '../../columnar/column-batch.ts'
import type { Float64Vector, ObjectVector } from '../../columnar/column-vector.ts'
import { gather } from '../../columnar/gather.ts'
import type { StructType } from '../../types/data-type.ts'
import type { ExecutionContext, PhysicalOperator } from '../physical-plan.ts'
import { type TimeWindow, WindowAssigner, type WindowSpec } from './window-assigner.ts'

export interface TimeWindowInit extends WindowSpec {
  /** Ordinal of the time. */
  readonly time: number
  readonly output: StructType
}

/** Puts the window behind each row: once for every window that the row is in, earlier windows last. A row without time is in none. */
export class TimeWindowExec implements PhysicalOperator {
  readonly name = 'Expand'
  readonly output: StructType
  readonly children: readonly [PhysicalOperator]
  readonly #init: TimeWindowInit
  readonly #windows: WindowAssigner

  constructor(child: PhysicalOperator, init: TimeWindowInit) {
    this.children = [child]
    this.output = init.output
    this.#init = init
    this.#windows = new WindowAssigner(init)
  }

  async *execute(context: ExecutionContext): AsyncGenerator<ColumnBatch> {
    for await (const chunk of this.children[0].execute(context)) {
      const times = chunk.columns[this.#init.time] as Float64Vector
      const expanded =
        this.#windows.isTumbling && times.nulls === null ? this.#appended(chunk, times) : this.#expanded(chunk, times)
      if (expanded.length > 0) yield expanded
    }
  }

  describe(): string {
    const { durationMicros, slideMicros, startMicros, time } = this.#init
    const every = slideMicros === durationMicros ? '' : ` every ${slideMicros / 1000} ms`
    const from = startMicros === 0 ? '' : ` from ${startMicros / 1000} ms`
    return `window of ${this.output.fields[time]?.name}, ${durationMicros / 1000} ms${every}${from}`
  }

  /** Each row is in exactly one window: the columns stay as they are. */
  #appended(chunk: ColumnBatch, { values }: Float64Vector): ColumnBatch {
    const windows: TimeWindow[] = new Array(chunk.length)
    for (let row = 0; row < chunk.length; row++) windows[row] = this.#windows.last(values[row] as number)
    return columnBatch(chunk.length, [...chunk.columns, windowVector(windows)])
  }

  #expanded(chunk: ColumnBatch, { values, nulls }: Float64Vector): ColumnBatch {
    const { slideMicros } = this.#init
    const selection = new Int32Array(chunk.length * this.#windows.mostPerRow)
    const windows: TimeWindow[] = []
    let count = 0
    for (let row = 0; row < chunk.length; row++) {
      if (nulls !== null && nulls[row] === 1) continue
      const time = values[row] as number
      for (
        let window = this.#windows.last(time);
        window[1] > time;
        window = this.#windows.at(window[0] - slideMicros)
      ) {
        selection[count++] = row
        windows.push(window)
      }
    }
    const columns = chunk.columns.map((column) => gather(column, selection, count))
    return columnBatch(count, [...columns, windowVector(windows)])
  }
}

function windowVector(values: readonly TimeWindow[]): ObjectVector {
  return { kind: 'object', values, nulls: null }
}
