import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import type { PlanFingerprint } from '../micro-batch-query.ts'
import { corruptedFile, jsonObject } from './metadata-log.ts'

const folder = 'streamkit'
const file = 'plan'

/**
 * Compares a query with the one that made the checkpoint: `streamkit/plan` holds the sources and the stateful operators as JSON. Filters, projections, rate limits, sinks
 * and triggers may change; the number and kind of sources and what state consists of may not. A plan that has no source in common with the checkpoint is another query.
 *
 * Before the first batch anything may change. A checkpoint that has batches but no plan is Spark's: stateless queries go on with it, the state of others is in files that
 * only Spark can read.
 */
export async function checkPlan(
  files: CheckpointFiles,
  checkpoint: string,
  { plan, hasBatches }: { readonly plan: PlanFingerprint; readonly hasBatches: boolean },
): Promise<void> {
  const directory = `${checkpoint}/${folder}`
  await files.makeDirectory(directory)
  await files.removeTemporary(directory)
  const text = await files.read(directory, file)
  const now = JSON.stringify(plan)
  if (text === now) return
  if (text === null && hasBatches && plan.stateful.length > 0) {
    throw new CheckpointException('CHECKPOINT_OF_OTHER_ENGINE', { path: checkpoint })
  }
  if (text === null || !hasBatches) {
    await files.replace(directory, file, now)
    return
  }
  const before = parse(text, `${directory}/${file}`)
  const differences = [
    ...differencesOf('source', before.sources, plan.sources),
    ...differencesOf('stateful operator', before.stateful, plan.stateful),
  ]
  if (differences.length === 0) return
  const summary = differences.join('; ')
  if (!plan.sources.some((source) => before.sources.includes(source))) {
    throw new CheckpointException('CHECKPOINT_OF_OTHER_QUERY', { path: checkpoint, reason: summary })
  }
  throw new CheckpointException('INCOMPATIBLE_PLAN', { path: checkpoint, differences: summary })
}

function differencesOf(what: string, before: readonly string[], now: readonly string[]): readonly string[] {
  const differences: string[] = []
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [old, young] = [before[i], now[i]]
    if (old === young) continue
    if (young === undefined) differences.push(`${what} ${i} was removed: ${old}`)
    else if (old === undefined) differences.push(`${what} ${i} was added: ${young}`)
    else differences.push(`${what} ${i} was ${old} and is now ${young}`)
  }
  return differences
}

function parse(text: string, path: string): PlanFingerprint {
  const corrupted = corruptedFile(path)
  const { sources, stateful } = jsonObject(text, corrupted)
  if (!Array.isArray(sources) || !Array.isArray(stateful)) throw corrupted('it does not describe a plan')
  return { sources: sources.map(String), stateful: stateful.map(String) }
}
