import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSession, isStreamKitError, type OutputMode } from '../../../src/index.ts'
import { stillClock } from '../streaming/still-clock.ts'
import { type AnyFrame, legalityShapes } from './legality-shapes.ts'

type Verdicts = Readonly<Record<OutputMode, string>>

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
/** What Spark's `start()` said, by shape. `refused`: without a public condition. */
const matrix: Readonly<Record<string, Verdicts>> = read('../../spark-corpus/legality-matrix.json')
/** Where we say something else on purpose: by shape, with the reason. */
const different: Readonly<Record<string, Partial<Verdicts> & { readonly why: string }>> =
  read('./legality-different.json')
/** What cannot be written here, with the reason. */
const notYet: Readonly<Record<string, string>> = read('./legality-not-yet.json')

const schema = 'id INT, k STRING, ts TIMESTAMP, v DOUBLE'
const modes: readonly OutputMode[] = ['append', 'update', 'complete']

let folder: string
let session: ReturnType<typeof createSession>
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'legality-'))
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  session = createSession({ logger: silent, environment: { clock: stillClock } }) as never
})
afterAll(async () => {
  await session.stop()
  rmSync(folder, { recursive: true, force: true })
})

const shapes = legalityShapes({
  stream: () => session.memoryStream(schema as never).toDF() as unknown as AnyFrame,
  table: () => session.createDataFrame([], schema) as unknown as AnyFrame,
})

/** What `start()` says to a shape in a mode; nothing is read before it answers. */
async function verdict(shape: () => AnyFrame, mode: OutputMode): Promise<string> {
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
}

describe('start() says what Spark says', () => {
  const cases = Object.entries(matrix).flatMap(([name, verdicts]) =>
    Object.hasOwn(notYet, name)
      ? []
      : modes.map((mode) => [name, mode, different[name]?.[mode] ?? verdicts[mode]] as const),
  )
  test.each(cases)('%s, %s: %s', async (name, mode, expected) => {
    expect(await verdict(shapes[name] as () => AnyFrame, mode)).toBe(expected)
  })
})

test('the lists name shapes of the matrix, and fewer than 2 in a hundred cannot be written', () => {
  const names = new Set(Object.keys(matrix))
  expect(
    [...Object.keys(different), ...Object.keys(notYet), ...Object.keys(shapes)].filter((n) => !names.has(n)),
  ).toEqual([])
  expect(Object.keys(notYet).length).toBeLessThan(names.size * 0.05)
})
