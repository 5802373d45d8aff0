import { rmSync } from 'node:fs'
import type { StreamingQuery } from '../../src/index.ts'
import { temporaryFolder } from '../session/temporary-folder.ts'

/** What a test needs of a streaming frame. */
export interface Startable {
  readonly writeStream: unknown
}

interface Writer {
  outputMode(mode: string): Writer
  option(name: string, value: string): Writer
  foreachBatch(fn: (batch: { collect(): Promise<unknown[]> }, batchId: number) => Promise<void>): Writer
  start(): StreamingQuery
}

/** Runs frames on one checkpoint, one after the other, and keeps what came out by batch: a batch that runs again replaces its rows. */
export class StateQuery {
  readonly checkpoint: string = temporaryFolder()
  readonly batches: Map<number, unknown[]> = new Map()
  #query: StreamingQuery | null = null

  /** Stops the query that runs, and runs this frame from the checkpoint. */
  async start(frame: Startable, outputMode: 'append' | 'update' = 'update'): Promise<void> {
    await this.stop()
    this.#query = (frame.writeStream as Writer)
      .outputMode(outputMode)
      .option('checkpointLocation', this.checkpoint)
      .foreachBatch(async (batch, batchId) => {
        this.batches.set(batchId, await batch.collect())
      })
      .start()
  }

  get query(): StreamingQuery {
    return this.#query as StreamingQuery
  }

  /** The rows of what has run since the last call. */
  async rows(): Promise<unknown[]> {
    await this.query.processAllAvailable()
    const rows = [...this.batches.values()].flat()
    this.batches.clear()
    return rows
  }

  get stateMetrics(): { readonly numRowsTotal: number; readonly customMetrics: Readonly<Record<string, number>> } {
    return this.query.lastProgress?.stateOperators[0] as never
  }

  async stop(): Promise<void> {
    await this.#query?.stop()
  }

  /** Stops, and takes the commit of the last batch away: it runs again. */
  async loseLastCommit(): Promise<number> {
    const batchId = this.query.lastProgress?.batchId as number
    await this.stop()
    rmSync(`${this.checkpoint}/commits/${batchId}`)
    rmSync(`${this.checkpoint}/commits/.${batchId}.crc`, { force: true })
    return batchId
  }
}
