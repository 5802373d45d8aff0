import { AnalysisException } from '../errors/streamkit-error.ts'

/** The seed of a sample, which belongs to the plan: the same frame gives the same rows each time. Throws INVALID_SAMPLE. */
export function checkedSeed(fraction: number, seed: number): number {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new AnalysisException('INVALID_SAMPLE', { what: `the fraction ${fraction}`, required: 'from 0 to 1' })
  }
  if (!Number.isSafeInteger(seed)) {
    throw new AnalysisException('INVALID_SAMPLE', { what: `the seed ${seed}`, required: 'a whole number' })
  }
  return seed
}
