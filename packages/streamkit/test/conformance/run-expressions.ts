import {
  different,
  type ExpressionDocument,
  expectedOf,
  key,
  type Mode,
  missing,
  readExpressions,
  run,
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
export function expressionResults(folder: string, name?: string): readonly ExpressionResult[] {
  return readExpressions(folder)
    .filter((document) => name === undefined || document.expr === name)
    .map((document) => {
      const expected = document.cases.map((c) => expectedOf(document, c))
      const wrong = ways(document).find(({ outcome }) => JSON.stringify(outcome) !== JSON.stringify(expected))
      const absent = missing(document)
      const why = different[key(document)] ?? (absent.length > 0 ? `not there yet: ${absent.join(', ')}` : undefined)
      return { area: 'expressions', name: document.expr, same: wrong === undefined, why, expected, actual: wrong }
    })
}

function ways(document: ExpressionDocument): readonly { readonly way: string; readonly outcome: readonly unknown[] }[] {
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
