import { AnalysisException } from '../errors/streamkit-error.ts'

/** The seed of a sample: the one that was given, or one by chance, which then belongs to the plan. Throws INVALID_SAMPLE. */
export function checkedSeed(fraction: number, seed: number | undefined): number {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new AnalysisException('INVALID_SAMPLE', { what: `the fraction ${fraction}`, required: 'from 0 to 1' })
  }
  if (seed === undefined) return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
  if (!Number.isSafeInteger(seed)) {
    throw new AnalysisException('INVALID_SAMPLE', { what: `the seed ${seed}`, required: 'a whole number' })
  }
  return seed
}
