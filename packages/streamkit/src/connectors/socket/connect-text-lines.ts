import { createConnection } from 'node:net'
import { TextLineSplitter } from './text-line-splitter.ts'

/** What a connection tells. */
export interface TextLineHandlers {
  readonly onLines: (lines: readonly string[]) => void
  /** The server has closed it in good order (null), or it broke. */
  readonly onEnd: (reason: Error | null) => void
}

/** Connects to a TCP server that sends lines of text. Resolves when connected, with the way to close it; rejects if that fails. */
export function connectTextLines(
  { host, port }: { readonly host: string; readonly port: number },
  { onLines, onEnd }: TextLineHandlers,
): Promise<() => void> {
  const { promise, resolve, reject } = Promise.withResolvers<() => void>()
  const splitter = new TextLineSplitter()
  const socket = createConnection({ host, port })
  let isClosed = false
  const end = (reason: Error | null) => {
    if (!isClosed) onEnd(reason)
    isClosed = true
  }
  socket.once('connect', () =>
    resolve(() => {
      isClosed = true
      socket.destroy()
    }),
  )
  socket.on('data', (piece) => onLines(splitter.push(piece)))
  socket.once('end', () => {
    onLines(splitter.finish())
    end(null)
  })
  socket.once('error', (error) => {
    reject(error)
    end(error)
  })
  return promise
}
