import type { Sink } from '../../contracts/sink.ts'

/** Computes every row and throws it away: for measuring a query without its sink. */
export function noopSink(): Sink {
  return {
    description: 'NoopSink',
    async prepare() {},
    async addBatch({ chunks }) {
      let numOutputRows = 0
      for await (const chunk of chunks()) numOutputRows += chunk.length
      return { numOutputRows }
    },
    async stop() {},
  }
}
