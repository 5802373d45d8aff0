import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const python = process.env['PYSPARK_PYTHON'] ?? 'python3'
const support = fileURLToPath(new URL('.', import.meta.url))

/** Whether there is a Python with pyspark. */
export const hasSpark: boolean = spawnSync(python, ['-c', 'import pyspark']).status === 0

/** For the titles of tests: which one, or how to have one. */
export const whichSpark: string = hasSpark ? python : 'there is none: set PYSPARK_PYTHON'

/** Runs Python with a session `spark`, the names of spark_values.py and what is given as `given`; gives `result`, as JSON. */
export function sparkSays(given: unknown, program: string): unknown {
  const script = `
import json, sys
sys.path.insert(0, ${JSON.stringify(support)})
from spark_values import *
from pyspark.sql import functions as F
spark = session()
given = json.load(sys.stdin)
${program}
print(json.dumps(result))
`
  const { stdout, stderr, status } = spawnSync(python, ['-c', script], {
    encoding: 'utf8',
    input: JSON.stringify(given),
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1) as string)
}
