import { differentVerdicts, judge, modes, readMatrix, unwritable } from './verdicts.ts'

/** What `start()` said to a shape in a mode, and what it should have said. */
export interface LegalityResult {
  readonly shape: string
  readonly mode: string
  readonly expected: string
  readonly actual: string
  /** Why another verdict than Spark's is expected. */
  readonly why?: string
}

/** Asks about every shape of the matrix of a folder in every mode. */
export async function legalityResults(folder: string, name?: string): Promise<readonly LegalityResult[]> {
  const results: LegalityResult[] = []
  await using asked = judge()
  for (const [shape, verdicts] of Object.entries(readMatrix(folder))) {
    if ((name !== undefined && name !== shape) || Object.hasOwn(unwritable, shape)) continue
    for (const mode of modes) {
      const frame = asked.shapes[shape]
      const actual = frame === undefined ? 'no such shape is known' : await asked.verdict(frame, mode)
      const other = differentVerdicts[shape]?.[mode]
      const isDifferent = other !== undefined && other !== verdicts[mode]
      const why = isDifferent ? { why: differentVerdicts[shape]?.why ?? '' } : {}
      results.push({ shape, mode, expected: other ?? verdicts[mode], actual, ...why })
    }
  }
  return results
}
