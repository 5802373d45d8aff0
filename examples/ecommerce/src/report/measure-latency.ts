import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { readLatency } from './read-latency.ts'
import type { LatencyReport } from './run-report.ts'
import type { TimeAxis } from './time-axis.ts'
import type { TimeSpan } from './time-span.ts'

export interface LatencySource {
  /** A server of your own; without it the embedded one of the data folder, if it has one. */
  readonly databaseUrl: string | undefined
  readonly dataFolder: string
  readonly lateAfterMs: number
  readonly onProgress: (text: string) => void
}

/** Measures the latency where a database can be reached; else the report goes without it and says why. */
export async function measureLatency(
  { databaseUrl, dataFolder, lateAfterMs, onProgress }: LatencySource,
  span: TimeSpan,
  axis: TimeAxis,
): Promise<LatencyReport> {
  if (databaseUrl === undefined && !(await isThere(join(dataFolder, '.postgres')))) {
    return { kind: 'unavailable', reason: 'there is no database in the data folder, and no other one was named' }
  }
  try {
    // Loaded here, so that other commands and the help do not wait for what starts a server.
    const { openDatabase } = await import('../database/open-database.ts')
    await using database = await openDatabase({ databaseUrl, dataFolder, onProgress, readOnly: true })
    const client = await database.connect()
    try {
      const tables = await readLatency(client, { written: span, lateAfterMs, axis })
      if (tables.length === 0) return { kind: 'unavailable', reason: 'the database has no tables of the shop' }
      return { kind: 'measured', lateAfterMs, tables }
    } finally {
      await client.end()
    }
  } catch (error) {
    return { kind: 'unavailable', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
