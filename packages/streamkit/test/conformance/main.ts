import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runValues } from './compare-values.ts'
import { runCorpus } from './run-corpus.ts'
import { corpusFolder } from './streaming/scenario.ts'

const usage = `Runs recorded scenarios through the public API and compares rows, watermarks, state figures and conditions batch by batch.

  npm run conformance -- [DIR] [--area NAME] [--case NAME] [--json]

DIR: a folder in the form of packages/streamkit/test/spark-corpus (default): streaming/*.json (their areas are in the files), expressions.json, checkpoint/*, legality-matrix.json
(area legality), csv.json, json.json, text.json, written.json, and values.json (area values, whose --case is an area of its own). What a folder does not have is left out.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    area: { type: 'string' },
    case: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(usage)
else {
  const { area, case: name, json } = values
  const folder = positionals[0] ?? corpusFolder
  if (!existsSync(folder)) {
    console.error(`There is no folder ${folder}.\n\n${usage}`)
    process.exitCode = 1
  } else {
    const failures = area === 'values' ? runValues(folder, name) : await runCorpus({ folder, area, name, json })
    if (failures < 0) console.error('No scenario there is of that area or name.')
    process.exitCode = failures === 0 ? 0 : 1
  }
}
