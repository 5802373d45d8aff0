import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NotYet } from './corpus-expression.ts'
import { type Difference, differencesIn, keyOf, missingIn, type RecordedValues } from './recorded-values.ts'

interface Counts {
  values: number
  skipped: number
  differing: number
}

const shownRows = 4

/** Compares documents with what StreamKit gives, prints what differs and the counts of each area. Gives the number of differing values. */
export function compareValues(
  documents: readonly RecordedValues[],
  {
    area,
    different = {},
  }: { readonly area?: string | undefined; readonly different?: Readonly<Record<string, string>> },
): number {
  const areas = new Map<string, Counts>()
  for (const document of documents) {
    if (area !== undefined && document.area !== area) continue
    const counts = areas.get(document.area) ?? { values: 0, skipped: 0, differing: 0 }
    areas.set(document.area, counts)
    const found = keyOf(document) in different ? null : differencesOrNull(document)
    if (found === null) counts.skipped += document.cases.length
    else {
      counts.values += document.cases.length
      counts.differing += new Set(found.map((d) => JSON.stringify(d.in))).size
      if (found.length > 0) print(document, found)
    }
  }
  console.table(Object.fromEntries(areas))
  return [...areas.values()].reduce((sum, counts) => sum + counts.differing, 0)
}

/** Compares the values recorded in a folder; of one area, if that is named. Gives the number of differing values, -1 if there were none to compare. */
export function runValues(folder: string, area?: string): number {
  const read = (path: string | URL) => JSON.parse(readFileSync(path, 'utf8'))
  const documents: readonly RecordedValues[] = read(join(folder, 'values.json'))
  if (!documents.some((d) => area === undefined || d.area === area)) return -1
  return compareValues(documents, { area, different: read(new URL('./values-different.json', import.meta.url)) })
}

/** `null`: the document uses what is not there (or Spark's parser refuses its text). */
function differencesOrNull(document: RecordedValues): readonly Difference[] | null {
  const missing = missingIn(document)
  if (missing === null || missing.length > 0) return null
  try {
    return differencesIn(document)
  } catch (error) {
    if (error instanceof NotYet) return null
    const actual = String((error as Error).stack ?? error).slice(0, 600)
    return document.cases.map((c) => ({ mode: 'compiled', in: c.in, expected: c.value ?? c.error, actual }))
  }
}

function print(document: RecordedValues, found: readonly Difference[]): void {
  const settings = Object.values(document.conf ?? {}).join(', ')
  console.log(
    `\n[${document.area}] ${document.expr}   (${document.schema}${settings === '' ? '' : `; ${settings}`}): ${found.length}`,
  )
  for (const { mode, in: values, expected, actual } of found.slice(0, shownRows)) {
    console.log(`  ${JSON.stringify(values)} ${mode}`)
    console.log(`    Spark     ${JSON.stringify(expected)}\n    StreamKit ${JSON.stringify(actual)}`)
  }
}
