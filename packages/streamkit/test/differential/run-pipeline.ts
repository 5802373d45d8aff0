import { Column } from '../../src/api/column.ts'
import { createSession } from '../../src/index.ts'
import type { Frame } from '../conformance/streaming/scenario-frame.ts'
import { stillClock } from '../conformance/streaming/still-clock.ts'
import type { Row } from './naive-operators.ts'
import type { AggregationPipeline, JoinPipeline, PipelineSpec } from './random-pipelines.ts'

const col = (name: string) => new Column<unknown>({ kind: 'attribute', nameParts: name.split('.') })
const call = (name: string, ...args: readonly (Column<unknown> | string)[]) =>
  new Column<unknown>({
    kind: 'call',
    name,
    args: args.map((arg) =>
      typeof arg === 'string' ? { kind: 'literal', value: arg, dataType: { kind: 'string' } } : arg.expression,
    ),
  })
const as = (column: Column<unknown>, name: string) =>
  new Column<unknown>({ kind: 'alias', child: column.expression, name })
const and = (a: Column<unknown>, b: Column<unknown>) =>
  new Column<unknown>({ kind: 'and', left: a.expression, right: b.expression })

interface Input {
  addData(...rows: readonly object[]): void
  toDF(): Frame
}

/** Runs a pipeline through the public API, one batch after the other; gives what each batch gave. */
export async function runPipeline(
  spec: PipelineSpec,
  batches: readonly (readonly Row[])[],
): Promise<readonly (readonly Row[])[]> {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  await using session = createSession({ logger: silent, environment: { clock: stillClock } })
  const input = (columns: string) => session.memoryStream(columns as never) as unknown as Input
  const out: Row[][] = []
  const inputs =
    spec.kind === 'join'
      ? [input('lts TIMESTAMP, lk STRING, lv INT'), input('rts TIMESTAMP, rk STRING, rv INT')]
      : [input('ts TIMESTAMP, k STRING, v INT')]
  const frame = frameOf(
    spec,
    inputs.map((i) => i.toDF()),
  )
  const query = frame.writeStream
    .outputMode(spec.kind === 'aggregation' ? spec.mode : 'append')
    .foreachBatch(async (batch) => {
      const rows = await (batch as unknown as { collect(): Promise<Record<string, unknown>[]> }).collect()
      out.push(rows.map(plain))
    })
    .start()
  await query.processAllAvailable()
  for (const rows of batches) {
    addRows(spec, inputs, rows)
    await query.processAllAvailable()
  }
  await query.stop()
  return out
}

function addRows(spec: PipelineSpec, inputs: readonly Input[], rows: readonly Row[]): void {
  const time = (ms: unknown) => (ms === null ? null : new Date(ms as number))
  const [first, second] = inputs as [Input, Input]
  if (spec.kind !== 'join') {
    first.addData(...rows.map(({ ts, k, v }) => ({ ts: time(ts), k, v })))
    return
  }
  first.addData(...rows.filter((r) => r.side === 'left').map(({ ts, k, v }) => ({ lts: time(ts), lk: k, lv: v })))
  second.addData(...rows.filter((r) => r.side === 'right').map(({ ts, k, v }) => ({ rts: time(ts), rk: k, rv: v })))
}

function frameOf(spec: PipelineSpec, [first, second]: readonly Frame[]): Frame {
  switch (spec.kind) {
    case 'deduplication': {
      const marked = (first as Frame).withWatermark('ts', `${spec.delayMs} milliseconds`)
      return spec.within ? marked.dropDuplicatesWithinWatermark(...spec.keys) : marked.dropDuplicates(...spec.keys)
    }
    case 'aggregation':
      return aggregationFrame(spec, first as Frame)
    case 'join':
      return joinFrame(spec, first as Frame, second as Frame)
  }
}

function aggregationFrame(spec: AggregationPipeline, input: Frame): Frame {
  const marked = input.withWatermark('ts', `${spec.delayMs} milliseconds`)
  const rows = spec.distinctFirst ? marked.dropDuplicates('ts', 'v') : marked
  const window = call('window', col('ts'), `${spec.sizeMs} milliseconds`, `${spec.slideMs} milliseconds`)
  const counted = rows
    .groupBy(window, ...(spec.byKey ? [col('k')] : []))
    .agg(as(call('count'), 'n'), as(call('sum', col('v')), 's'))
  if (spec.outerMs === null) return counted
  return counted
    .select(as(call('window_time', col('window')), 'wt'), col('n'))
    .groupBy(call('window', col('wt'), `${spec.outerMs} milliseconds`))
    .agg(as(call('count'), 'n'), as(call('sum', col('n')), 's'))
}

function joinFrame(spec: JoinPipeline, left: Frame, right: Frame): Frame {
  const within = call('interval', `${spec.withinMs} milliseconds`)
  const range = and(call('>=', col('rts'), col('lts')), call('<=', col('rts'), call('+', col('lts'), within)))
  const joined = left
    .withWatermark('lts', `${spec.leftDelayMs} milliseconds`)
    .join(
      right.withWatermark('rts', `${spec.rightDelayMs} milliseconds`),
      and(call('=', col('lk'), col('rk')), range),
      spec.how,
    )
  if (spec.windowMs === null) return joined
  return joined
    .groupBy(call('window', col('lts'), `${spec.windowMs} milliseconds`))
    .agg(as(call('count'), 'n'), as(call('sum', col('rv')), 's'))
}

/** Windows become their ends, instants milliseconds. */
function plain(row: Readonly<Record<string, unknown>>): Row {
  const { window, k, ...rest } = row as { window?: { start: Date; end: Date }; k?: unknown }
  const simple = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      value instanceof Date ? value.getTime() : typeof value === 'bigint' ? Number(value) : value,
    ]),
  )
  if (window === undefined) return k === undefined ? simple : { ...simple, k }
  return {
    ...simple,
    start: window.start.getTime(),
    end: window.end.getTime(),
    ...(k === undefined ? {} : { key: k }),
  }
}
