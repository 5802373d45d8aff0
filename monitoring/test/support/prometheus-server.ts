import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from './repository.ts'
import { type RunningProgram, startProgram } from './run-program.ts'
import { waitUntil } from './wait-until.ts'

/** A value with its labels. */
export interface Sample {
  readonly metric: Readonly<Record<string, string>>
  readonly value: readonly [time: number, value: string]
}

/** A real Prometheus on this machine, with the configuration and the rules of the repository. */
export interface PrometheusServer extends AsyncDisposable {
  /** The newest values of an expression. Rejects where Prometheus refuses it. */
  query(expr: string): Promise<readonly Sample[]>
  /** Values of the rules API: what each rule says of itself. */
  ruleProblems(): Promise<readonly string[]>
}

/** Addresses of exporters, `127.0.0.1:port`, by job. */
export type Targets = Readonly<Record<string, readonly string[]>>

/** Scraped and evaluated often, so that a test need not wait long; everything else is as in the repository. */
async function writeConfiguration(folder: string, targets: Targets): Promise<void> {
  await cp(`${root}monitoring/prometheus/rules`, join(folder, 'rules'), { recursive: true })
  const text = await readFile(`${root}monitoring/prometheus/prometheus.yml`, 'utf8')
  const quick = text
    .replace('scrape_interval: 5s', 'scrape_interval: 1s')
    .replace('scrape_timeout: 4s', 'scrape_timeout: 1s')
    .replace('evaluation_interval: 15s', 'evaluation_interval: 1s')
  await writeFile(join(folder, 'prometheus.yml'), quick)
  await cp(`${root}monitoring/prometheus/targets`, join(folder, 'targets'), { recursive: true })
  for (const [job, addresses] of Object.entries(targets)) {
    await writeFile(join(folder, 'targets', `${job}.yml`), JSON.stringify([{ targets: addresses }]))
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

async function start(folder: string): Promise<{ readonly program: RunningProgram; readonly url: string }> {
  // Prometheus does not tell which port it took, so one is chosen for it; where another was faster, the next is tried.
  for (let attempt = 0; attempt < 5; attempt++) {
    const url = `http://127.0.0.1:${await freePort()}`
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${url.slice('http://'.length)}`,
    ]
    const program = startProgram('prometheus', args, { env: { HOME: folder }, cwd: folder })
    const isReady = () =>
      fetch(`${url}/-/ready`).then(
        (response) => response.ok,
        () => false,
      )
    await waitUntil('Prometheus is ready', async () => program.hasEnded() || (await isReady()))
    if (!program.hasEnded()) return { program, url }
    if (!program.output().includes('address already in use')) throw new Error(program.output())
  }
  throw new Error('Prometheus found no free port')
}

/** Starts Prometheus and has it scrape the targets. */
export async function startPrometheus(targets: Targets): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'prometheus-'))
  await writeConfiguration(folder, targets)
  const { program, url } = await start(folder)
  const ask = async (path: string) => {
    const response = await fetch(`${url}/api/v1/${path}`)
    const body = (await response.json()) as { status: string; error?: string; data: unknown }
    if (body.status !== 'success') throw new Error(`${path}: ${body.error}`)
    return body.data
  }
  return {
    async query(expr) {
      const data = (await ask(`query?query=${encodeURIComponent(expr)}`)) as { readonly result: readonly Sample[] }
      return data.result
    },
    async ruleProblems() {
      const { groups } = (await ask('rules')) as {
        readonly groups: readonly { readonly rules: readonly { name: string; health: string; lastError?: string }[] }[]
      }
      const rules = groups.flatMap((group) => group.rules)
      return rules
        .filter(({ health }) => health !== 'ok')
        .map((rule) => `${rule.name}: ${rule.lastError ?? rule.health}`)
    },
    async [Symbol.asyncDispose]() {
      await program.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
