import type { PlanOperation } from './scenario.ts'

/** The state of a group, as plain JavaScript sees it. */
interface State {
  readonly exists: boolean
  readonly hasTimedOut: boolean
  get(): { readonly n: number; readonly hi: number }
  update(value: { readonly n: number; readonly hi: number }): void
  remove(): void
  setTimeoutTimestamp(ms: number): void
  getCurrentWatermarkMs(): number
}
type Row = Readonly<Record<string, unknown>>
type StateFunction = (key: unknown, rows: Iterable<Row>, state: State) => Iterable<Row>

/** Rows by key. */
export interface Grouped<F> {
  flatMapGroupsWithState(options: object, fn: StateFunction): F
}

interface SchemaHolder {
  readonly schema: {
    readonly fields: readonly { readonly name: string; readonly dataType: { readonly kind: string } }[]
  }
}

const timeouts: Readonly<Record<string, string>> = {
  none: 'NoTimeout',
  eventTime: 'EventTimeTimeout',
  processingTime: 'ProcessingTimeTimeout',
}

/** The functions of the corpus, as its README tells them: output `k, n, timedOut`. */
export function applyStateFunction<F extends { groupByKey(...keys: readonly string[]): Grouped<F> }>(
  frame: F & SchemaHolder,
  o: PlanOperation,
): F {
  const keys = o.keys ?? []
  const type = (name: string) => frame.schema.fields.find((field) => field.name === name)?.dataType.kind ?? 'string'
  const keyed = (key: unknown) => (keys.length === 1 ? { [keys[0] as string]: key } : (key as Row))
  const row = (key: unknown, n: number, timedOut: boolean): Row => ({ ...keyed(key), n: BigInt(n), timedOut })
  const output = `${keys.map((key) => `${key} ${type(key)}`).join(', ')}, n BIGINT, timedOut BOOLEAN`
  return frame.groupByKey(...keys).flatMapGroupsWithState(
    {
      state: 'n BIGINT, hi BIGINT',
      output,
      outputMode: o.outputMode,
      timeout: timeouts[o.timeout ?? 'none'],
    },
    functions(o, row)[o.fn as string] as StateFunction,
  )
}

function functions(
  { gapMs = 0 }: PlanOperation,
  row: (key: unknown, n: number, timedOut: boolean) => Row,
): Readonly<Record<string, StateFunction>> {
  const counted = (rows: Iterable<Row>, state: State) => [...rows].length + (state.exists ? Number(state.get().n) : 0)
  return {
    *runningCount(key, rows, state) {
      const n = counted(rows, state)
      state.update({ n: BigInt(n), hi: 0n } as never)
      yield row(key, n, false)
    },
    *removeAtThree(key, rows, state) {
      const n = counted(rows, state)
      if (n >= 3) state.remove()
      else state.update({ n: BigInt(n), hi: 0n } as never)
      yield row(key, n, false)
    },
    *sessionByTimeout(key, rows, state) {
      if (state.hasTimedOut) {
        const { n } = state.get()
        state.remove()
        yield row(key, Number(n), true)
        return
      }
      const all = [...rows]
      const before = state.exists ? state.get() : { n: 0, hi: 0 }
      const times = all.map(({ ts }) => (ts instanceof Date ? ts.getTime() : 0))
      const hi = Math.max(Number(before.hi), ...times)
      const n = Number(before.n) + all.length
      state.update({ n: BigInt(n), hi: BigInt(hi) } as never)
      state.setTimeoutTimestamp(Math.max(hi + gapMs, state.getCurrentWatermarkMs() + 1))
      yield row(key, n, false)
    },
  }
}
