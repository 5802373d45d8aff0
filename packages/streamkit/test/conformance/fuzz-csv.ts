// node --conditions=@streamkit/source fuzz-csv.ts CASES.jsonl: compares what recorder/random_csv.py recorded with what is read here.
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { isStreamKitError } from '../../src/errors/streamkit-error.ts'
import { type CsvDocument, readDocument } from '../csv/run-document.ts'

const [file = ''] = process.argv.slice(2)
const documents = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as CsvDocument)

/** What is read, or the condition of the error. */
async function outcome(document: CsvDocument): Promise<unknown> {
  try {
    return await readDocument(document, 7, 'scanner')
  } catch (error) {
    return { error: isStreamKitError(error) ? error.message : String(error) }
  }
}

let different = 0
for (const document of documents) {
  const actual = await outcome(document)
  const bothFail = document.expected.error !== undefined && (actual as { error?: unknown }).error !== undefined
  if (bothFail || isDeepStrictEqual(actual, document.expected)) continue
  different++
  process.stdout.write(`${JSON.stringify({ ...document, actual })}\n`)
}
process.stdout.write(`${documents.length} files, ${different} read otherwise than by Spark\n`)
