import type { ColumnBatch } from '../../columnar/column-batch.ts'
import { type Offset, type OffsetRange, offset } from '../../contracts/offset.ts'
import type { ReadRequest, Source, SourceContext } from '../../contracts/source.ts'
import { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { invariant } from '../../errors/invariant.ts'
import { CheckpointException, ExecutionException } from '../../errors/streamkit-error.ts'
import { numberedRows } from './numbered-rows.ts'
import { type RateStreamOptions, rateStreamOptions } from './rate-options.ts'
import { valueAtSecond } from './value-at-second.ts'

/** The file with the time at which the stream was created: `v1`, then milliseconds since 1970, as Spark writes it. */
const creationFile = '0'
const creationText = /^v1\n(\d+)$/

/** Makes the stream that counts by the clock. */
export function rateSource(context: SourceContext): Source {
  return new RateStream(context)
}

/**
 * Numbers with times, so many a second since the stream was first started (Spark's RateStreamMicroBatchStream). The offset is the number of seconds that have passed; the time at which it all
 * began is kept in the checkpoint, so that a range gives the same rows in every process.
 */
class RateStream implements Source {
  readonly description: string
  readonly #context: SourceContext
  readonly #options: RateStreamOptions
  #createdMs = 0
  /** The clock at its highest: seconds that have been given out stay given out if it is set back. */
  #lastMs = 0

  constructor(context: SourceContext) {
    this.#context = context
    this.#options = rateStreamOptions(context.options)
    const { rowsPerSecond, rampUpTimeSeconds, numPartitions } = this.#options
    this.description = `RateStreamV2[rowsPerSecond=${rowsPerSecond}, rampUpTimeSeconds=${rampUpTimeSeconds}, numPartitions=${numPartitions}]`
  }

  async initialize(committed: Offset | null): Promise<void> {
    this.#createdMs = await this.#creationTime()
    this.#lastMs = this.#createdMs + (committed === null ? 0 : Number(committed) * 1000)
  }

  async latestOffset(): Promise<Offset> {
    this.#lastMs = Math.max(this.#lastMs, this.#context.clock.now())
    return this.#latest()
  }

  async *read({ start, end }: OffsetRange, request: ReadRequest): AsyncGenerator<ColumnBatch> {
    const { numPartitions, rowsPerSecond, maxSeconds } = this.#options
    const [from, to] = [Number(start ?? '0'), Number(end)]
    if (BigInt(to) > maxSeconds) {
      throw new ExecutionException('INCORRECT_END_OFFSET', {
        rowsPerSecond,
        maxSeconds: maxSeconds.toString(),
        endSeconds: to,
      })
    }
    this.#lastMs = Math.max(this.#lastMs, this.#createdMs + to * 1000)
    const [first, last] = [valueAtSecond(from, this.#options), valueAtSecond(to, this.#options)]
    const startMs = this.#createdMs + from * 1000
    const msPerValue = ((to - from) * 1000) / Number(last - first)
    const timeMs = (index: number) => startMs + Math.round(index * msPerValue)
    yield* numberedRows({ start: first, end: last, numPartitions, timeMs }, request)
  }

  async commit(): Promise<void> {}
  async stop(): Promise<void> {}

  reportLatestOffset(): Offset {
    return this.#latest()
  }

  #latest(): Offset {
    return offset(String(Math.floor((this.#lastMs - this.#createdMs) / 1000)))
  }

  /** When the stream was first started: that moment is now if nothing is written down yet. */
  async #creationTime(): Promise<number> {
    const { metadataPath, fileSystem, entropy, clock } = this.#context
    invariant(metadataPath !== null, 'a streaming source has a metadata path')
    const files = new CheckpointFiles(fileSystem, entropy)
    await files.makeDirectory(metadataPath)
    await files.removeTemporary(metadataPath)
    const text = await files.read(metadataPath, creationFile)
    if (text === null) {
      const nowMs = clock.now()
      await files.writeNew(metadataPath, creationFile, `v1\n${nowMs}`)
      return nowMs
    }
    const [, ms] = creationText.exec(text) ?? []
    if (ms !== undefined) return Number(ms)
    const reason = 'it does not hold the time at which the rate source was created'
    throw new CheckpointException('CHECKPOINT_CORRUPTED', { path: `${metadataPath}/${creationFile}`, reason })
  }
}
