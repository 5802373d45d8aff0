import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSession, isStreamKitError, type OutputMode } from '../../../src/index.ts'
import { stillClock } from '../streaming/still-clock.ts'
import { type AnyFrame, legalityShapes } from './legality-shapes.ts'

/** What `start()` says to a shape in each mode: `ok`, a condition, or `refused`: without a public condition. */
export type Verdicts = Readonly<Record<OutputMode, string>>

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
/** Where we say something else on purpose: by shape, with the reason. */
export const differentVerdicts: Readonly<Record<string, Partial<Verdicts> & { readonly why: string }>> =
  read('./legality-different.json')
/** What cannot be written here, with the reason. */
export const unwritable: Readonly<Record<string, string>> = read('./legality-not-yet.json')

const schema = 'id INT, k STRING, ts TIMESTAMP, v DOUBLE'
export const modes: readonly OutputMode[] = ['append', 'update', 'complete']

/** The matrix of a folder; empty if it has none. */
export function readMatrix(folder: string): Readonly<Record<string, Verdicts>> {
  const path = join(folder, 'legality-matrix.json')
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Record<string, Verdicts>) : {}
}

/** A session to say something, and the shapes that it is asked about. */
export interface Judge extends AsyncDisposable {
  readonly shapes: Readonly<Record<string, () => AnyFrame>>
  /** What `start()` says to a shape in a mode; nothing is read before it answers. */
  verdict(shape: () => AnyFrame, mode: OutputMode): Promise<string>
}

export function judge(): Judge {
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const session = createSession({ logger: silent, environment: { clock: stillClock } })
  return {
    shapes: legalityShapes({
      stream: () => session.memoryStream(schema as never).toDF() as unknown as AnyFrame,
      table: () => session.createDataFrame([], schema) as unknown as AnyFrame,
    }),
    async verdict(shape, mode) {
      try {
        const writer = shape().writeStream as unknown as {
          format(name: string): { outputMode(mode: string): { start(): { stop(): Promise<void> } } }
        }
        const query = writer.format('noop').outputMode(mode).start()
        await query.stop()
        return 'ok'
      } catch (error) {
        if (!isStreamKitError(error)) throw error
        return error.condition === 'UNSUPPORTED_STREAMING_OPERATION' ? 'refused' : error.condition
      }
    },
    [Symbol.asyncDispose]: () => session.stop(),
  }
}
