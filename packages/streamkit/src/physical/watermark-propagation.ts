import { isStatefulOperator, isWatermarkOperator, type PhysicalOperator } from './physical-plan.ts'

/**
 * The watermark that each stateful operator sees, ms since 1970, from the watermark of the query: it comes in at the watermark operators, passes upwards, is the least where inputs meet, and is what an
 * operator says of its output above that. An operator without a watermark below it sees 1970. (Spark's WatermarkPropagator.)
 */
export function propagateWatermark(root: PhysicalOperator, watermarkMs: number): ReadonlyMap<number, number> {
  const seen = new Map<number, number>()
  outputWatermark(root, watermarkMs, seen)
  return seen
}

function outputWatermark(operator: PhysicalOperator, watermarkMs: number, seen: Map<number, number>): number | null {
  const inputs = operator.children
    .map((child) => outputWatermark(child, watermarkMs, seen))
    .filter((ms): ms is number => ms !== null)
  if (isWatermarkOperator(operator)) return watermarkMs
  const input = inputs.length === 0 ? null : Math.min(...inputs)
  if (!isStatefulOperator(operator)) return input
  seen.set(operator.operatorId, input ?? 0)
  if (input === null) return null
  return operator.outputWatermarkMs === undefined ? input : operator.outputWatermarkMs(input)
}
