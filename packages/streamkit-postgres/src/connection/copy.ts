import type { PoolClient } from 'pg'
import { from, to } from 'pg-copy-streams'

/**
 * Sends slices to a `COPY ... FROM STDIN` and gives the number of rows that the server took. The next slice is made while the last one is on its way; no more than
 * one waits, so memory stays bounded however slow the server is. When this rejects the connection is in an unknown state: destroy it.
 */
export async function copyIn(client: PoolClient, sql: string, slices: AsyncIterable<Uint8Array>): Promise<number> {
  const stream = client.query(from(sql))
  let fail: (error: unknown) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)
  stream.on('error', fail)
  // a connection that is lost while the stream waits for the socket to drain tells only the client
  client.on('error', fail)
  const onEnd = (): void => fail(new ConnectionEnded())
  client.on('end', onEnd)
  try {
    const iterator = slices[Symbol.asyncIterator]()
    let flushed: Promise<void> = Promise.resolve()
    for (;;) {
      // no `return()` when the race is lost: whoever made the slices goes on from here in the next attempt
      const next = await Promise.race([iterator.next(), failed])
      await Promise.race([flushed, failed])
      if (next.done === true) break
      flushed = new Promise((resolve) => stream.write(next.value, () => resolve()))
    }
    const finished = new Promise<void>((resolve) => stream.end(() => resolve()))
    await Promise.race([finished, failed])
    return stream.rowCount
  } finally {
    client.removeListener('error', fail)
    client.removeListener('end', onEnd)
  }
}

/** Looks like what `pg` throws in the same case. */
class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded'
  readonly code = 'ECONNRESET'
  constructor() {
    super('Connection terminated during COPY')
  }
}

/** The bytes of a `COPY ... TO STDOUT`, as fast as they are taken. Whoever stops early must destroy the connection. */
export function copyOut(client: PoolClient, sql: string): AsyncIterable<Buffer> {
  return client.query(to(sql)) as AsyncIterable<Buffer>
}
