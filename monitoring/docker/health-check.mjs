// Whether a container of the example is well, by its exit code. Plain JavaScript of Node alone: the image has no curl.
//
//   health-check.mjs metrics http://127.0.0.1:9464/metrics   queries are running, and none has ended
//   health-check.mjs fresh /data/.manifest 120               a file in the folder was written in the last 120 seconds
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const [what, where = '', seconds = '120'] = process.argv.slice(2)

async function metricsProblem() {
  const response = await fetch(where, { signal: AbortSignal.timeout(4000) })
  if (!response.ok) return `${where} answers ${response.status}`
  const active = (await response.text()).match(/^streamkit_query_active\{.*\} \d+$/gm) ?? []
  if (active.length === 0) return 'no query has started'
  const ended = active.filter((line) => line.endsWith(' 0'))
  return ended.length === 0 ? null : `ended: ${ended.join(', ')}`
}

async function freshProblem() {
  const names = await readdir(where)
  const times = await Promise.all(names.map(async (name) => (await stat(join(where, name))).mtimeMs))
  const ageSeconds = (Date.now() - Math.max(0, ...times)) / 1000
  return ageSeconds <= Number(seconds) ? null : `${where}: nothing was written in the last ${seconds} seconds`
}

const checks = { metrics: metricsProblem, fresh: freshProblem }
const check = Object.hasOwn(checks, what)
  ? checks[what]
  : async () => 'usage: health-check.mjs metrics <url> | fresh <folder> [seconds]'
const problem = await check().catch((error) => String(error.cause ?? error))
process.stdout.write(`${problem ?? 'well'}\n`)
process.exitCode = problem === null ? 0 : 1
