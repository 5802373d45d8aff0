import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readText } from './repository.ts'
import { hasProgram, startProgram } from './run-program.ts'
import { waitUntil } from './wait-until.ts'

/** Something that Prometheus scrapes. */
export interface Exporter extends AsyncDisposable {
  /** `127.0.0.1:port` */
  readonly address: string
}

/** Answers with a text that was recorded, or written after the manual. */
export async function serveRecorded(path: string): Promise<Exporter> {
  const text = readText(path)
  const server = createServer((_, response) => response.end(text))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The exporter of PostgreSQL beside a real server, where it is installed; otherwise what one once answered. */
export async function postgresExporter(databaseUrl: string): Promise<Exporter> {
  if (!(await hasProgram('prometheus-postgres-exporter'))) {
    return serveRecorded('monitoring/test/data/postgres-exporter.txt')
  }
  const url = new URL(databaseUrl)
  url.searchParams.set('sslmode', 'disable')
  const program = startProgram('prometheus-postgres-exporter', ['--web.listen-address=127.0.0.1:0'], {
    env: { DATA_SOURCE_NAME: url.href },
  })
  const told = () => /Listening on" address=(?<address>[\d.:]+)/.exec(program.output())?.groups?.address
  await waitUntil('the exporter tells its port', () => program.hasEnded() || told() !== undefined)
  const address = told()
  if (address === undefined) throw new Error(program.output())
  return {
    address,
    async [Symbol.asyncDispose]() {
      await program.stop()
    },
  }
}
