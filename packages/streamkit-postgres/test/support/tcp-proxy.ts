import { connect, createServer, type Server, type Socket } from 'node:net'

/** A pair of sockets: the driver's and the server's. */
export interface ProxiedConnection {
  readonly downstream: Socket
  readonly upstream: Socket
  readonly index: number
}

export interface TcpProxy {
  readonly port: number
  /** Looks at what the driver sends. `hold` keeps it back for ever; the hook may do with the sockets what it likes. */
  onRequest: (bytes: Buffer, connection: ProxiedConnection) => 'forward' | 'hold'
  onConnection: (connection: ProxiedConnection) => void
  close(): Promise<void>
}

/** A wire between driver and server that tests can cut. */
export async function startTcpProxy(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let connections = 0
  const server: Server = createServer((downstream) => {
    const upstream = connect(target)
    const connection = { downstream, upstream, index: connections++ }
    proxy.onConnection(connection)
    for (const socket of [downstream, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.on('data', (bytes) => downstream.write(bytes))
    upstream.on('close', () => downstream.destroy())
    downstream.on('data', (bytes: Buffer) => {
      if (proxy.onRequest(bytes, connection) === 'forward') upstream.write(bytes)
    })
    downstream.on('end', () => upstream.end())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: TcpProxy = {
    port: (server.address() as { port: number }).port,
    onRequest: () => 'forward',
    onConnection: () => undefined,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

/** The simple query that a message is, if it is one. */
export function queryText(bytes: Buffer): string | null {
  return bytes[0] === 0x51 ? bytes.toString('utf8', 5, bytes.length - 1) : null
}
