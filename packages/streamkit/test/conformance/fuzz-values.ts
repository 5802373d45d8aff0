import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareValues } from './compare-values.ts'

const usage = `Makes expressions and values by chance, computes them in a live Spark, and compares with StreamKit, compiled and interpreted.

  npm run fuzz:values -- [--count 20000] [--seed 1] [--area NAME] [--python python3] [--keep FILE]
  npm run fuzz:values -- --recorded FILE

The python needs 'pip install pyspark pandas pyarrow'; Java 17 or later must be there. About 400 values a second. The same seed makes the
same values. --keep: the file that the recorded values stay in, in the form of test/spark-corpus/values.json; --recorded compares such a file again.`

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    area: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    keep: { type: 'string' },
    recorded: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function record(file: string): void {
  const recorder = fileURLToPath(new URL('./recorder/record_values.py', import.meta.url))
  const area = values.area === undefined ? [] : ['--area', values.area]
  const args = ['random', '--count', values.count, '--seed', values.seed, ...area, file]
  const { status, error } = spawnSync(values.python, [recorder, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`the recorder failed (${error?.message ?? `exit code ${status}`})`)
}

function compare(file: string): number {
  return compareValues(JSON.parse(readFileSync(file, 'utf8')), values)
}

if (values.help) console.log(usage)
else if (values.recorded !== undefined) process.exitCode = compare(values.recorded) === 0 ? 0 : 1
else {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-values-'))
  const file = values.keep ?? join(folder, 'values.json')
  try {
    record(file)
    process.exitCode = compare(file) === 0 ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
