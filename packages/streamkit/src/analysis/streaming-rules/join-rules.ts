import type { JoinType } from '../../plan/logical-plan.ts'
import { isStreamingPlan, type ResolvedJoin, walkPlan } from '../../plan/resolved-plan.ts'
import { eventTimeKey, rangeWatermark } from '../join-state-watermark.ts'
import { refuse, type StreamingRule } from './streaming-rule.ts'

/** For each join of a stream, what is wrong with it. */
function everyJoin(check: (join: ResolvedJoin, kind: JoinKind) => void): StreamingRule {
  return (plan) => {
    for (const node of walkPlan(plan)) {
      if (node.kind !== 'join' || node.setOperation !== undefined) continue
      const [left, right] = [isStreamingPlan(node.left), isStreamingPlan(node.right)]
      if (left || right) check(node, { left, right })
    }
  }
}

/** Which sides are streams. */
interface JoinKind {
  readonly left: boolean
  readonly right: boolean
}

/** The sides that must not be bounded beside a stream: their rows without a match would be known only at the end of the stream. */
const sidesThatMustStream: Readonly<Record<JoinType, readonly ('left' | 'right')[]>> = {
  inner: [],
  cross: [],
  left_outer: ['left'],
  right_outer: ['right'],
  full_outer: ['left', 'right'],
  left_semi: ['left'],
  left_anti: ['left'],
}

const noUnmatchedRowsOfBoundedSide = everyJoin(({ joinType }, kind) => {
  if (kind.left && kind.right) return
  const wrong = sidesThatMustStream[joinType].find((side) => !kind[side])
  if (wrong === undefined) return
  refuse(
    `A ${joinType} join with a bounded frame on the ${wrong} side and a stream on the other`,
    joinType === 'full_outer'
      ? 'Use an inner join, or an outer join that keeps the rows of the stream.'
      : 'Put the stream on the side whose rows are kept, or use an inner join.',
  )
})

/** What belongs to a row of the bounded side would be known only at the end of the stream. */
const asOfKeepsStream = everyJoin(({ asOf }, { left, right }) => {
  if (asOf === undefined || !right || left) return
  refuse(
    'An as-of join with a bounded frame on the left and a stream on the right',
    'Put the stream on the left: a bounded frame on the right is read again for every batch.',
  )
})

/** A row waits until the watermark has reached its time: then it knows what came before it, and nothing of what comes after. */
const asOfOnlyBackward = everyJoin(({ asOf }, { left, right }) => {
  if (asOf === undefined || !left || !right || asOf.direction === 'backward') return
  refuse(
    `An as-of join of two streams in direction '${asOf.direction}'`,
    "Use direction: 'backward', or a bounded frame on the right.",
  )
})

/** The watermark must say of both times what can still come. */
const asOfNeedsEventTimes = everyJoin((join, { left, right }) => {
  const { asOf } = join
  if (asOf === undefined || !left || !right) return
  for (const side of ['left', 'right'] as const) {
    const time = join[side].schema.fields[side === 'left' ? asOf.leftTime : asOf.rightTime]
    if (time?.metadata?.watermarkDelayMs !== undefined) continue
    refuse(
      `An as-of join of two streams without a watermark on the time of the ${side} side (${time?.name})`,
      `Call withWatermark('${time?.name}', delay) on the ${side} side before it.`,
    )
  }
})

/** Which version belongs to a row is final when it comes out: there is nothing to update. */
const asOfOnlyAppend: StreamingRule = (plan, outputMode) => {
  if (outputMode === 'append') return
  everyJoin(({ asOf }, { left, right }) => {
    if (asOf !== undefined && left && right)
      refuse(`An as-of join of two streams in ${outputMode} mode`, "Use outputMode('append').")
  })(plan, outputMode)
}

/** Spark finds this only when the first batch is planned. */
const equalityBetweenStreams = everyJoin((join, { left, right }) => {
  if (!left || !right || join.leftKeys.length > 0 || join.asOf !== undefined) return
  refuse(
    'A join of two streams without an equality between their columns',
    'Add one to the condition: its columns are what the state is kept by.',
  )
})

/** A row without a match would have to be taken back when it gets one. */
const unmatchedOnlyAppend: StreamingRule = (plan, outputMode) => {
  if (outputMode === 'append') return
  everyJoin(({ joinType }, { left, right }) => {
    if (left && right && (joinType.endsWith('_outer') || joinType === 'left_anti'))
      refuse(`A ${joinType} join of two streams in ${outputMode} mode`, "Use outputMode('append').")
  })(plan, outputMode)
}

/** In complete mode everything that ever came out would have to come out again. */
const noCompleteOutput: StreamingRule = (plan, outputMode) => {
  if (outputMode !== 'complete') return
  everyJoin(({ joinType }, { left, right }) => {
    if (left && right) refuse(`A ${joinType} join of two streams in complete mode`, "Use outputMode('append').")
  })(plan, outputMode)
}

/** What is kept of one side must be bounded by the watermark of the other, or rows without a match would never come out. */
const watermarkForUnmatchedRows = everyJoin((join, { left, right }) => {
  const { joinType, asOf } = join
  if (asOf !== undefined || !left || !right || joinType === 'inner' || joinType === 'cross') return
  if (eventTimeKey(join) !== null || preservedSides(joinType).some((side) => rangeWatermark(join, side) !== null))
    return
  refuse(
    `A ${joinType} join of two streams without a watermark in the join keys, or one on the side that may be missing and a range of times`,
    'Call withWatermark on both sides and bound the times: r.ts between l.ts and l.ts plus an interval.',
  )
})

function preservedSides(joinType: JoinType): readonly ('left' | 'right')[] {
  if (joinType === 'right_outer') return ['right']
  return joinType === 'full_outer' ? ['left', 'right'] : ['left']
}

/** The first that is broken is told. */
export const joinRules: readonly StreamingRule[] = [
  noUnmatchedRowsOfBoundedSide,
  asOfKeepsStream,
  asOfOnlyBackward,
  asOfNeedsEventTimes,
  asOfOnlyAppend,
  unmatchedOnlyAppend,
  noCompleteOutput,
  watermarkForUnmatchedRows,
  equalityBetweenStreams,
]
