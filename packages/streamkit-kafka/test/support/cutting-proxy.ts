import { connect, createServer, type Server, type Socket } from 'node:net'

/** Requests of Kafka's protocol that tests look for. */
export const apiKeys = { produce: 0, fetch: 1, endTransaction: 26 } as const

/** What becomes of a request: it goes on; it goes on and its answer is lost with the connection; nothing is ever heard of it. */
export type Fate = 'forward' | 'loseAnswer' | 'stall'

/** A wire between client and broker that loses things. */
export interface CuttingProxy {
  readonly port: number
  /** Where connections go. */
  target: number
  fateOf: (apiKey: number) => Fate
  close(): Promise<void>
}

export async function startCuttingProxy(): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const broker = connect({ port: proxy.target, host: '127.0.0.1' })
    let answers = true
    for (const socket of [client, broker]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        if (socket === client || answers) (socket === client ? broker : client).destroy()
      })
    }
    // kafkajs writes a request at once: its length, then the number of what it asks.
    client.on('data', (bytes: Buffer) => {
      const fate = proxy.fateOf(bytes.readInt16BE(4))
      if (fate === 'stall') return
      if (fate === 'loseAnswer') {
        answers = false
        broker.once('data', () => client.destroy())
      }
      broker.write(bytes)
    })
    broker.on('data', (bytes) => {
      if (answers) client.write(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: CuttingProxy = {
    port: (server.address() as { port: number }).port,
    target: 0,
    fateOf: () => 'forward',
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}
