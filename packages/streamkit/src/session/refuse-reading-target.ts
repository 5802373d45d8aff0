import type { BatchWriteSpec } from '../api/frame-runtime.ts'
import { AnalysisException } from '../errors/streamkit-error.ts'
import { type ResolvedPlan, walkPlan } from '../plan/resolved-plan.ts'
import { localPath } from './checkpoint-folder.ts'
import type { Options } from './option-reader.ts'

/** Throws UNSUPPORTED_OVERWRITE.PATH if a write replaces a folder, or one above or below a folder, from which its own rows come. */
export function refuseReadingTarget({ mode, path }: BatchWriteSpec, plan: ResolvedPlan, options: Options): void {
  const given = path ?? options.string('path')
  if (mode !== 'overwrite' || given === undefined) return
  const target = localPath(given)
  for (const node of walkPlan(plan)) {
    if (node.kind !== 'scan' || node.relation.kind !== 'batchRelation') continue
    for (const read of node.relation.paths.map(localPath)) {
      if (!isWithin(read, target) && !isWithin(target, read)) continue
      throw new AnalysisException('UNSUPPORTED_OVERWRITE.PATH', { path: target })
    }
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
