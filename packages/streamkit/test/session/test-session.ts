import { onTestFinished } from 'vitest'
import type { FormatsOf } from '../../src/api/formats.ts'
import { createSession, type Logger, type Session, type SessionOptions } from '../../src/index.ts'

/** What was logged, by level. */
export interface LogLine {
  readonly level: keyof Logger
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** A logger that remembers. */
export function rememberingLogger(): Logger & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = []
  const at = (level: keyof Logger) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    lines.push({ level, message, fields })
  }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** A session for one test: stopped after it, silent unless it is given a logger. */
export function testSession(options: SessionOptions<readonly []> = {}): Session<FormatsOf<readonly []>> {
  const session = createSession({ logger: rememberingLogger(), ...options })
  onTestFinished(() => session.stop())
  return session
}

/** A promise to be settled by hand: where a test wants to hold something up, or to know that it has come so far. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}

/** What a promise was rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('it was not rejected')
}

/** The conditions of an error and its causes, outermost first; the text of what has none. */
export function conditionsOf(error: unknown): readonly string[] {
  if (!(error instanceof Error)) return []
  const { condition } = error as { condition?: string }
  return [condition ?? error.message, ...conditionsOf(error.cause)]
}
