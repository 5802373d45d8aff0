import fc from 'fast-check'
import {
  type Mode,
  NaiveAggregation,
  NaiveDeduplication,
  NaiveJoin,
  type NaiveJoinType,
  type Row,
} from './naive-operators.ts'
import type { NaivePipeline } from './naive-stream.ts'

/** A pipeline as data: what the engine and the naive model are both built from. */
export type PipelineSpec = AggregationPipeline | DeduplicationPipeline | JoinPipeline

export interface AggregationPipeline {
  readonly kind: 'aggregation'
  readonly delayMs: number
  /** Duplicates by event time and value are dropped first. */
  readonly distinctFirst: boolean
  readonly sizeMs: number
  readonly slideMs: number
  readonly byKey: boolean
  /** A second window over the first one. */
  readonly outerMs: number | null
  readonly mode: Mode
}
export interface DeduplicationPipeline {
  readonly kind: 'deduplication'
  readonly delayMs: number
  readonly keys: readonly string[]
  readonly within: boolean
}
export interface JoinPipeline {
  readonly kind: 'join'
  readonly leftDelayMs: number
  readonly rightDelayMs: number
  readonly how: NaiveJoinType
  readonly withinMs: number
  /** A window over the left time of an inner join. */
  readonly windowMs: number | null
}

const seconds = (...values: readonly number[]) => fc.constantFrom(...values.map((s) => s * 1000))

const aggregations: fc.Arbitrary<AggregationPipeline> = fc
  .record({
    delayMs: seconds(0, 3, 10),
    distinctFirst: fc.boolean(),
    window: fc.constantFrom([5000, 5000], [10_000, 10_000], [10_000, 4000], [6000, 2000]),
    byKey: fc.boolean(),
    outerMs: fc.constantFrom(null, null, 20_000),
    mode: fc.constantFrom<Mode>('append', 'append', 'update', 'complete'),
  })
  .map(({ window: [sizeMs, slideMs], ...rest }) => {
    const spec = { kind: 'aggregation', ...rest, sizeMs: sizeMs as number, slideMs: slideMs as number } as const
    return spec.outerMs === null ? spec : { ...spec, mode: 'append' as const }
  })

const deduplications: fc.Arbitrary<DeduplicationPipeline> = fc.record({
  kind: fc.constant('deduplication' as const),
  delayMs: seconds(0, 3, 10),
  keys: fc.constantFrom(['k'], ['k', 'ts'], ['v'], ['v', 'ts'], ['k', 'v', 'ts']),
  within: fc.boolean(),
})

const joins: fc.Arbitrary<JoinPipeline> = fc
  .record({
    kind: fc.constant('join' as const),
    leftDelayMs: seconds(0, 3, 10),
    rightDelayMs: seconds(0, 5),
    how: fc.constantFrom<NaiveJoinType>('inner', 'inner', 'left_outer', 'right_outer', 'full_outer'),
    withinMs: seconds(0, 2, 10),
    windowMs: fc.constantFrom(null, null, 10_000),
  })
  .map((spec) => (spec.how === 'inner' ? spec : { ...spec, windowMs: null }))

export const pipelines: fc.Arbitrary<PipelineSpec> = fc.oneof(aggregations, deduplications, joins)

/** Random batches of random rows: mostly about now, some late, some far ahead, some without a time. Times are ms from 2024 on. */
export const batches: fc.Arbitrary<readonly (readonly Row[])[]> = fc
  .array(
    fc.array(
      fc.record({
        ahead: fc.oneof({ weight: 8, arbitrary: fc.nat(3000) }, { weight: 1, arbitrary: fc.nat(40_000) }),
        back: fc.oneof({ weight: 6, arbitrary: fc.nat(2000) }, { weight: 1, arbitrary: fc.nat(60_000) }),
        timeless: fc.integer({ min: 0, max: 30 }),
        k: fc.constantFrom('a', 'b', null),
        v: fc.oneof(fc.integer({ min: -3, max: 5 }), fc.constant(null)),
        left: fc.boolean(),
      }),
      { maxLength: 8 },
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map((all) => {
    let now = Date.UTC(2024, 0, 1, 10)
    return all.map((rows) =>
      rows.map(({ ahead, back, timeless, k, v, left }): Row => {
        now += ahead
        return { ts: timeless === 0 ? null : now - back, k, v, side: left ? 'left' : 'right' }
      }),
    )
  })

/** The naive model of a pipeline. */
export function naivePipeline(spec: PipelineSpec): NaivePipeline {
  switch (spec.kind) {
    case 'deduplication':
      return {
        marks: [{ side: null, time: 'ts', delayMs: spec.delayMs }],
        steps: [new NaiveDeduplication(spec.keys, 'ts', spec.within ? spec.delayMs : null)],
      }
    case 'aggregation':
      return aggregationModel(spec)
    case 'join':
      return joinModel(spec)
  }
}

function aggregationModel(spec: AggregationPipeline): NaivePipeline {
  const { sizeMs, slideMs, byKey, mode, outerMs } = spec
  const first = new NaiveAggregation({
    time: 'ts',
    window: { sizeMs, slideMs },
    key: byKey ? 'k' : null,
    value: 'v',
    mode,
  })
  const outer = (ms: number) =>
    new NaiveAggregation({
      time: 'end',
      window: { sizeMs: ms, slideMs: ms },
      key: null,
      value: 'n',
      mode: 'append',
    })
  return {
    marks: [{ side: null, time: 'ts', delayMs: spec.delayMs }],
    steps: [
      ...(spec.distinctFirst ? [new NaiveDeduplication(['ts', 'v'], 'ts', null)] : []),
      first,
      // The time of a window is its last microsecond.
      ...(outerMs === null ? [] : [(row: Row): Row => ({ ...row, end: (row.end as number) - 0.001 }), outer(outerMs)]),
    ],
  }
}

function joinModel(spec: JoinPipeline): NaivePipeline {
  const { how, withinMs, windowMs } = spec
  const window = (ms: number) =>
    new NaiveAggregation({
      time: 'lts',
      window: { sizeMs: ms, slideMs: ms },
      key: null,
      value: 'rv',
      mode: 'append',
    })
  return {
    marks: [
      { side: 'left', time: 'lts', delayMs: spec.leftDelayMs },
      { side: 'right', time: 'rts', delayMs: spec.rightDelayMs },
    ],
    steps: [new NaiveJoin({ how, withinMs }), ...(windowMs === null ? [] : [window(windowMs)])],
  }
}
