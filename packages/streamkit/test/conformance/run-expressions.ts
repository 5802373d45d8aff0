import {
  different,
  type ExpressionDocument,
  expectedOf,
  isQuery,
  key,
  type Mode,
  missing,
  readExpressions,
  run,
  runQuery,
  runText,
} from './expression-corpus.ts'

/** An expression, and how it came out in all the ways in which it can be computed. */
export interface ExpressionResult {
  readonly area: string
  readonly name: string
  readonly same: boolean
  /** Why it may differ. */
  readonly why: string | undefined
  readonly expected: unknown
  /** What came out of the first way that differs, and which that is. */
  readonly actual: unknown
}

const modes: readonly Mode[] = ['compiled', 'interpreted']

/** Computes the expressions of a folder, each row alone: from the tree and from the text in SQL, compiled and interpreted. */
export async function expressionResults(folder: string, name?: string): Promise<readonly ExpressionResult[]> {
  const results: ExpressionResult[] = []
  for (const document of readExpressions(folder)) {
    if (name !== undefined && document.expr !== name) continue
    const expected = document.cases.map((c) => expectedOf(document, c))
    const all = isQuery(document) ? await queryWays(document) : ways(document)
    const wrong = all.find(({ outcome }) => JSON.stringify(outcome) !== JSON.stringify(expected))
    const absent = missing(document)
    const why = different[key(document)] ?? (absent.length > 0 ? `not there yet: ${absent.join(', ')}` : undefined)
    results.push({ area: 'expressions', name: document.expr, same: wrong === undefined, why, expected, actual: wrong })
  }
  return results
}

interface Way {
  readonly way: string
  readonly outcome: readonly unknown[]
}

async function queryWays(document: ExpressionDocument): Promise<readonly Way[]> {
  const found: Way[] = []
  for (const generated of [true, false]) {
    const failed = (error: unknown) => [{ failed: String((error as Error).stack ?? error) }]
    found.push({
      way: `query, generated code ${generated}`,
      outcome: await runQuery(document, generated).catch(failed),
    })
  }
  return found
}

function ways(document: ExpressionDocument): readonly Way[] {
  const each = (compute: typeof run, mode: Mode) => {
    try {
      return document.cases.flatMap((c) => compute(document, mode, [c]))
    } catch (error) {
      return [{ failed: String((error as Error).stack ?? error) }]
    }
  }
  return modes.flatMap((mode) => [
    ...(document.ast === undefined ? [] : [{ way: `tree, ${mode}`, outcome: each(run, mode) }]),
    { way: `text, ${mode}`, outcome: each(runText, mode) },
  ])
}
