import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession } from '@streamkit/core'
import { parquet } from '@streamkit/parquet'
import { onTestFinished } from 'vitest'

type ParquetSession = ReturnType<typeof makeSession>

function makeSession() {
  const nothing = () => {}
  const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
  return createSession({ connectors: [parquet()], logger })
}

/** A session with parquet for one test. */
export function parquetSession(): ParquetSession {
  const session = makeSession()
  onTestFinished(() => session.stop())
  return session
}

/** A folder for one test, removed after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'streamkit-parquet-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The condition and the text that a promise is rejected with. */
export async function rejected(promise: Promise<unknown>): Promise<{ readonly condition: string; readonly message: string }> {
  try {
    await promise
  } catch (error) {
    let inner = error as Error & { condition?: string }
    while (inner.condition === 'STREAM_FAILED' && inner.cause instanceof Error) inner = inner.cause
    return { condition: inner.condition ?? inner.name, message: inner.message }
  }
  throw new Error('it was not rejected')
}

