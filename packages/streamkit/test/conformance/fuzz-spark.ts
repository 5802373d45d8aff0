import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runCorpus } from './run-corpus.ts'

const usage = `Makes scenarios by chance, records what a real Spark does with them, and compares.

  npm run fuzz:spark -- [--count 300] [--seed 1] [--python python3] [--keep DIR]

The Python needs pyspark, pandas and pyarrow; Java 17 or later must be there. About 3 seconds a scenario. The same seed makes the same scenarios.`

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    python: { type: 'string', default: 'python3' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

function record(folder: string): void {
  mkdirSync(join(folder, 'streaming'), { recursive: true })
  const recorder = fileURLToPath(new URL('./recorder/record.py', import.meta.url))
  const args = ['random', '--count', values.count, '--seed', values.seed, join(folder, 'streaming', 'random.json')]
  const { status, error } = spawnSync(values.python, [recorder, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  if (status !== 0) throw new Error(`the recorder failed (${error?.message ?? `exit code ${status}`})`)
}

if (values.help) console.log(usage)
else {
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'fuzz-spark-'))
  try {
    record(folder)
    process.exitCode = (await runCorpus({ folder, json: false })) === 0 ? 0 : 1
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
