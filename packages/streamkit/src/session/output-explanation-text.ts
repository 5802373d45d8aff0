import type { OutputExplanation, WatermarkStream } from '../api/output-explanation.ts'

/** An explanation for people, a line a fact. */
export function outputExplanationText({ reasons, watermark, operators }: Omit<OutputExplanation, 'toString'>): string {
  const lines = reasons.map(({ text, needed }) => `- ${text}${needed === null ? '' : `\n  Needed: ${needed}.`}`)
  if (watermark !== null) {
    const { current, next, policy, streams } = watermark
    const moves = next.getTime() > current.getTime() ? `, ${next.toISOString()} in the next batch` : ''
    const rule =
      streams.length === 1 ? '' : `, the ${policy === 'min' ? 'least' : 'greatest'} of ${streams.length} streams`
    lines.push(`Watermark: ${current.toISOString()}${moves}${rule}`, ...streams.map(streamText))
  }
  if (operators.length > 0) {
    const texts = operators.map(
      ({ description, stateRows, droppedAsLate, watermark: at }) =>
        `  ${description}: ${stateRows} rows, ${droppedAsLate} dropped as late in the last batch, watermark ${at.toISOString()}`,
    )
    lines.push('State:', ...texts)
  }
  return lines.join('\n')
}

function streamText(stream: WatermarkStream): string {
  const { column, sources, delayMs, maxEventTime, isIdle, holdsBack } = stream
  const seen = maxEventTime === null ? 'no row in this run' : `events up to ${maxEventTime.toISOString()}`
  const mark = isIdle ? ', idle: does not count' : holdsBack ? ', decides' : ''
  return `  ${sources.join(', ')}: ${column}, delay ${delayMs} ms, ${seen}${mark}`
}
