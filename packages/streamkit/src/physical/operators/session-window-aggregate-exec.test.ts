import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CrashingFileSystem } from '../../../test/state/crashing-file-system.ts'
import { contextOf, type Row, rowsExec, rowsOf } from '../../../test/state/deduplicate-harness.ts'
import { loaded } from '../../../test/state/state-store-suite.ts'
import { windowType } from '../../expressions/functions/time-window-functions.ts'
import type { AggregateCall } from '../../plan/resolved-plan.ts'
import { memoryStateStore } from '../../state/memory/memory-state-store-provider.ts'
import {
  bigintType,
  intType,
  type StructType,
  safeBigintType,
  stringType,
  timestampType,
} from '../../types/data-type.ts'
import { aggregateBuffersFactory } from './aggregate-buffers.ts'
import { SessionGrouping } from './session-rows.ts'
import { SessionWindowAggregateExec } from './session-window-aggregate-exec.ts'

const window = { name: 'session_window', dataType: windowType(timestampType), nullable: false }
const key = { name: 'k', dataType: stringType, nullable: true }
const input: StructType = {
  kind: 'struct',
  fields: [window, key, { name: 'v', dataType: intType, nullable: true }],
}
const output: StructType = {
  kind: 'struct',
  fields: [
    window,
    key,
    { name: 'n', dataType: safeBigintType, nullable: false },
    { name: 's', dataType: bigintType, nullable: true },
  ],
}
const call = { distinct: false, filter: null, parameters: {}, nullable: true, constants: [] }
const calls: readonly AggregateCall[] = [
  { ...call, name: 'count', args: [], dataType: safeBigintType },
  { ...call, name: 'sum', args: [2], dataType: bigintType },
]
const millis = 1000

function operatorOver(rows: readonly Row[], outputMode: 'append' | 'complete' = 'append', chunkRows = 3) {
  return new SessionWindowAggregateExec(rowsExec(input, rows, chunkRows), {
    grouping: new SessionGrouping([0, 1], 0, input),
    buffers: aggregateBuffersFactory(calls, input, { timeZone: 'UTC', ansi: true }),
    output,
    description: '',
    operatorId: 0,
    outputMode,
    hasWatermark: true,
    stateSchema: {},
    stateParts: [],
  })
}

/** Time and gap in ms, key, value. */
interface Event {
  readonly time: number
  readonly gap: number
  readonly k: string | null
  readonly v: number | null
}
const rowOf = ({ time, gap, k, v }: Event): Row => [[time * millis, (time + gap) * millis], k, v]

interface Span {
  start: number
  end: number
  n: number
  s: number | null
}

/** Sessions as the words say it: as long as two of a key overlap or touch, they are one. */
class NaiveSessions {
  readonly sessions = new Map<string | null, Span[]>()

  add(events: readonly Event[], lateMs: number) {
    const late = new Set(events.filter((e) => e.time + e.gap <= lateMs).map((e) => `${e.k} ${e.time} ${e.gap}`))
    const before = new Map([...this.sessions].map(([k, spans]) => [k, spans.map(({ start }) => start)]))
    const touched = new Set<string | null>()
    for (const { time, gap, k, v } of events) {
      if (time + gap <= lateMs) continue
      touched.add(k)
      this.sessions.set(k, joined([...(this.sessions.get(k) ?? []), { start: time, end: time + gap, n: 1, s: v }]))
    }
    let [updated, removed] = [0, 0]
    for (const k of touched) {
      const starts = new Set(this.sessions.get(k)?.map(({ start }) => start))
      updated += starts.size
      removed += (before.get(k) ?? []).filter((start) => !starts.has(start)).length
    }
    return { late: late.size, updated, removed }
  }

  close(untilMs: number): Row[] {
    const closed: Row[] = []
    for (const [k, spans] of this.sessions) {
      for (const span of spans) if (span.end <= untilMs) closed.push(resultOf(k, span))
      this.sessions.set(
        k,
        spans.filter(({ end }) => end > untilMs),
      )
    }
    return closed
  }

  all(): Row[] {
    return [...this.sessions].flatMap(([k, spans]) => spans.map((span) => resultOf(k, span)))
  }
}

function joined(spans: Span[]): Span[] {
  for (let i = 0; i < spans.length; i++) {
    for (let j = i + 1; j < spans.length; j++) {
      const [a, b] = [spans[i] as Span, spans[j] as Span]
      if (a.start > b.end || b.start > a.end) continue
      const s = a.s === null ? b.s : b.s === null ? a.s : a.s + b.s
      const one = { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end), n: a.n + b.n, s }
      return joined([...spans.filter((span) => span !== a && span !== b), one])
    }
  }
  return spans
}

function resultOf(k: string | null, { start, end, n, s }: Span): Row {
  return [[start * millis, end * millis], k, n, s === null ? null : BigInt(s)]
}

/** In one order: that of rows within a batch means nothing. */
function sorted(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(row, (_, v) => (typeof v === 'bigint' ? `${v}` : v))).sort()
}

const event = fc.record({
  time: fc.integer({ min: -20, max: 200 }),
  gap: fc.integer({ min: 1, max: 25 }),
  k: fc.constantFrom('a', 'b', null),
  v: fc.option(fc.integer({ min: -9, max: 9 })),
})
const batches = fc.array(
  fc.record({
    events: fc.array(event, { maxLength: 12 }),
    advance: fc.integer({ min: 0, max: 60 }),
    lag: fc.integer({ min: 0, max: 30 }),
    restart: fc.boolean(),
    again: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('sessions of a stream', () => {
  test('are those of a naive model, batch by batch, over restarts and batches that run again', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async (steps) => {
        const fileSystem = new CrashingFileSystem()
        let store = await loaded(memoryStateStore, fileSystem, 0)
        const model = new NaiveSessions()
        let watermarkMs = -30
        for (const [i, { events, advance, lag, restart, again }] of steps.entries()) {
          const lateMs = watermarkMs - lag
          watermarkMs += advance
          const context = contextOf(store, { lateMs, evictionMs: watermarkMs })
          const operator = operatorOver(events.map(rowOf))
          let rows = await rowsOf(operator, context)
          if (again) {
            await store.abort()
            rows = await rowsOf(operator, context)
          }
          const { late, updated, removed } = model.add(events, lateMs)
          const closed = model.close(watermarkMs)
          expect(sorted(rows)).toEqual(sorted(closed))
          expect(operator.stateMetrics).toMatchObject({
            numRowsTotal: model.all().length,
            numRowsUpdated: updated,
            numRowsRemoved: removed + closed.length,
            numRowsDroppedByWatermark: late,
          })
          await store.commit()
          if (restart) {
            await store.close()
            store = await loaded(memoryStateStore, fileSystem, i + 1)
          }
        }
      }),
      { numRuns: 150 },
    )
  })

  test('do not depend on the order of the rows, nor on how they are cut into batches and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(event, { minLength: 1, maxLength: 25 }),
        fc.array(fc.nat(6), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 7 }),
        async (events, cuts, chunkRows) => {
          const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
          const open = contextOf(store, { lateMs: -1000, evictionMs: -1000 })
          for (let from = 0, i = 0; from < events.length; i++) {
            const to = from + (cuts[i % cuts.length] as number) + 1
            expect(await rowsOf(operatorOver(events.slice(from, to).map(rowOf), 'append', chunkRows), open)).toEqual([])
            from = to
          }
          const last = operatorOver([])
          const rows = await rowsOf(last, contextOf(store, { lateMs: -1000, evictionMs: 1000 }))
          const model = new NaiveSessions()
          model.add(events, -1000)
          expect(sorted(rows)).toEqual(sorted(model.all()))
          expect(last.stateMetrics.numRowsTotal).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('all come out in complete mode, and none is forgotten', async () => {
    const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
    const events = [
      { time: 10, gap: 5, k: 'a', v: 1 },
      { time: 15, gap: 5, k: 'a', v: 2 },
      { time: 21, gap: 5, k: 'a', v: 4 },
    ]
    const context = contextOf(store, { lateMs: 0, evictionMs: 500 })
    const operator = operatorOver(events.map(rowOf), 'complete')
    const first = await rowsOf(operator, context)
    expect(sorted(first)).toEqual(
      sorted([
        [[10_000, 20_000], 'a', 2, 3n],
        [[21_000, 26_000], 'a', 1, 4n],
      ]),
    )
    expect(operator.stateMetrics).toMatchObject({ numRowsTotal: 2, numRowsRemoved: 0 })
    expect(operator.shouldRunAnotherBatch(1000, 500)).toBe(false)
    const bridge = operatorOver([rowOf({ time: 18, gap: 5, k: 'a', v: null })], 'complete')
    expect(await rowsOf(bridge, context)).toEqual([[[10_000, 26_000], 'a', 4, 7n]])
    expect(bridge.stateMetrics).toMatchObject({ numRowsTotal: 1, numRowsUpdated: 1, numRowsRemoved: 1 })
  })

  test('a late row is dropped though the session that it would have been merged with is open', async () => {
    const store = await loaded(memoryStateStore, new CrashingFileSystem(), 0)
    const late: Row[] = []
    const context = {
      ...contextOf(store, { lateMs: 100, evictionMs: 100 }),
      lateRows: (_: number, { length }: { readonly length: number }) => late.push([length]),
    }
    const at = (time: number, v: number) => rowOf({ time, gap: 10, k: 'a', v })
    const operator = operatorOver([at(95, 1), at(90, 2), at(90, 4), at(91, 8)])
    expect(await rowsOf(operator, context)).toEqual([])
    expect(operator.stateMetrics).toMatchObject({ numRowsDroppedByWatermark: 1, numRowsTotal: 1, numRowsUpdated: 1 })
    expect(late).toEqual([[2]])
    const rest = operatorOver([])
    expect(await rowsOf(rest, contextOf(store, { lateMs: 100, evictionMs: 105 }))).toEqual([
      [[91_000, 105_000], 'a', 2, 9n],
    ])
  })
})
