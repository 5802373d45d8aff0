import { conjunctsOf, referencesOf } from '../expressions/bound-references.ts'
import type { ResolvedExpression } from '../expressions/expression.ts'
import { dataTypeOf } from '../expressions/expression-type.ts'
import { addedInterval } from '../expressions/functions/interval-functions.ts'
import type { ResolvedJoin } from '../plan/resolved-plan.ts'
import type { StructField, StructType } from '../types/data-type.ts'

/**
 * When a row of one side of a stream-stream join can no longer match, so that its state may go: `key`, when the watermark has reached the event time among its keys; `value`, when the watermark plus
 * `offsetMs` has reached its column. A row that is at the mark is behind it.
 */
export type StateWatermark =
  | { readonly kind: 'key'; readonly key: number }
  | { readonly kind: 'value'; readonly column: number; readonly offsetMs: number }

export interface StateWatermarks {
  readonly left: StateWatermark | null
  readonly right: StateWatermark | null
}

type Side = 'left' | 'right'

/**
 * Where the state of both sides ends (Spark's StreamingSymmetricHashJoinHelper): by an event time among the keys; else, for a side with a watermark of its own, by the ranges that the condition gives for it over the
 * event time of the other side.
 *
 * Unlike in Spark, the side of an outer join whose rows come out without a match needs no watermark of its own: the range bounds its column all the same, and its rows would never come out.
 */
export function stateWatermarks(join: ResolvedJoin): StateWatermarks {
  const key = eventTimeKey(join)
  if (key !== null) return { left: { kind: 'key', key }, right: { kind: 'key', key } }
  return { left: ofSide(join, 'left'), right: ofSide(join, 'right') }
}

/** The position among the keys of one that is an event time, on either side; null if none is. */
export function eventTimeKey({ left, right, leftKeys, rightKeys, nullSafe }: ResolvedJoin): number | null {
  for (const [schema, keys] of [[left.schema, leftKeys] as const, [right.schema, rightKeys] as const]) {
    const found = keys.findIndex((ordinal, i) => !nullSafe[i] && isEventTime(schema, ordinal))
    if (found >= 0) return found
  }
  return null
}

/** What the condition says of when rows of a side are too old, whatever that side's own watermark is; null if nothing. */
export function rangeWatermark(join: ResolvedJoin, side: Side): StateWatermark | null {
  const bounds = (join.condition === null ? [] : conjunctsOf(join.condition)).flatMap((part) => {
    const bound = lowerBound(part, join, side)
    return bound === null ? [] : [bound]
  })
  const [first] = bounds
  if (first === undefined || bounds.some((bound) => bound.column !== first.column)) return null
  return { kind: 'value', column: first.column, offsetMs: Math.min(...bounds.map((bound) => bound.offsetMs)) }
}

/**
 * The column by which late rows of a side are judged: its event time; of several the one that the join is about. Null if there is none, or no telling.
 */
export function eventTimeOfSide(join: ResolvedJoin, side: Side): number | null {
  const { schema } = join[side]
  const marked = schema.fields.flatMap((_, i) => (isEventTime(schema, i) ? [i] : []))
  if (marked.length < 2) return marked[0] ?? null
  const shift = side === 'left' ? 0 : join.left.schema.fields.length
  const used = join.condition === null ? new Set<number>() : referencesOf(join.condition)
  const keys = side === 'left' ? join.leftKeys : join.rightKeys
  const about = marked.filter((i) => used.has(i + shift) || keys.includes(i))
  return about[0] ?? (marked[0] as number)
}

function ofSide(join: ResolvedJoin, side: Side): StateWatermark | null {
  const range = rangeWatermark(join, side)
  if (range === null || range.kind !== 'value') return null
  if (isEventTime(join[side].schema, range.column)) return range
  return isPreserved(join, side) && eventTimeOfSide(join, side) === null ? range : null
}

/** Whether rows of the side come out without a match. */
function isPreserved({ joinType }: ResolvedJoin, side: Side): boolean {
  return joinType === 'full_outer' || joinType === `${side}_outer` || (joinType === 'left_anti' && side === 'left')
}

interface Bound {
  /** Of the side. */
  readonly column: number
  readonly offsetMs: number
}

/** `time of the side > time of the other + c` in any form; the other time must have a watermark. */
function lowerBound(e: ResolvedExpression, join: ResolvedJoin, side: Side): Bound | null {
  if (e.kind !== 'call') return null
  const [a, b] = e.args as readonly [ResolvedExpression, ResolvedExpression]
  switch (e.name) {
    case '<':
      return greater(b, a, { join, side, atMost: 0 })
    case '<=':
      return greater(b, a, { join, side, atMost: 1 })
    case '>':
      return greater(a, b, { join, side, atMost: 0 })
    case '>=':
      return greater(a, b, { join, side, atMost: 1 })
    default:
      return null
  }
}

interface Question {
  readonly join: ResolvedJoin
  readonly side: Side
  /** 1: equal times match too, so that state ends a millisecond before. */
  readonly atMost: 0 | 1
}

function greater(high: ResolvedExpression, low: ResolvedExpression, { join, side, atMost }: Question): Bound | null {
  const [a, b] = [shiftedTime(high), shiftedTime(low)]
  if (a === null || b === null) return null
  const width = join.left.schema.fields.length
  const sideOf = (ordinal: number): Side => (ordinal < width ? 'left' : 'right')
  if (sideOf(a.ordinal) !== side || sideOf(b.ordinal) === side) return null
  const within = (ordinal: number) => (ordinal < width ? ordinal : ordinal - width)
  const other = side === 'left' ? join.right : join.left
  if (!isEventTime(other.schema, within(b.ordinal))) return null
  return { column: within(a.ordinal), offsetMs: Math.floor((b.micros - a.micros) / 1000) - atMost }
}

/** A timestamp column plus constant time; null for anything else, months among it: they have no fixed length. */
function shiftedTime(e: ResolvedExpression): { readonly ordinal: number; readonly micros: number } | null {
  if (e.kind === 'alias') return shiftedTime(e.child)
  if (e.kind === 'bound') return dataTypeOf(e).kind === 'timestamp' ? { ordinal: e.ordinal, micros: 0 } : null
  const interval = addedInterval(e)
  if (interval === null || interval.months !== 0 || e.kind !== 'call') return null
  const inner = shiftedTime(e.args[0] as ResolvedExpression)
  return inner && { ordinal: inner.ordinal, micros: inner.micros + interval.days * 86_400_000_000 + interval.micros }
}

function isEventTime(schema: StructType, ordinal: number): boolean {
  return (schema.fields[ordinal] as StructField).metadata?.watermarkDelayMs !== undefined
}
