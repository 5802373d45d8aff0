import { createServer } from 'node:net'
import { raise } from '../conditions.ts'

/** A TCP port of 127.0.0.1 that was free a moment ago; someone may take it before the caller does. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port)
        else reject(raise('KAFKA_BROKER_NOT_STARTED', { reason: 'no port of this machine is free' }))
      })
    })
  })
}
