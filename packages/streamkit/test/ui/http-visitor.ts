import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http'

export interface Visit {
  readonly path?: string
  readonly method?: string
  /** `host` is sent as it is here. */
  readonly headers?: OutgoingHttpHeaders
}
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** Asks a port of this machine something, with headers that a browser would not let a page choose. */
export function visit(port: number, { path = '/', method = 'GET', headers = {} }: Visit = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** An open stream of events. */
export interface EventReader extends Disposable {
  readonly status: number
  /** The next event that the condition holds for. Rejects when the stream ends before. */
  next<E>(condition: (event: E) => boolean): Promise<E>
  /** Resolves when the other end has ended it. */
  readonly ended: Promise<void>
}

/** Opens `/events`. */
export function openEvents(
  port: number,
  path: string = '/events',
  headers: OutgoingHttpHeaders = {},
): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      const events: unknown[] = []
      let text = ''
      let wake = () => {}
      let isOver = false
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        const blocks = (text + part).split('\n\n')
        text = blocks.pop() ?? ''
        for (const block of blocks) if (block.startsWith('data: ')) events.push(JSON.parse(block.slice(6)))
        wake()
      })
      const over = () => {
        isOver = true
        end()
        wake()
      }
      response.on('error', over)
      response.on('close', over)
      resolve({
        status: response.statusCode ?? 0,
        ended,
        async next<E>(condition: (event: E) => boolean) {
          for (;;) {
            while (events.length > 0) {
              const event = events.shift() as E
              if (condition(event)) return event
            }
            if (isOver) throw new Error('the stream has ended')
            await new Promise<void>((proceed) => {
              wake = proceed
            })
          }
        },
        [Symbol.dispose]: () => asked.destroy(),
      })
    })
    asked.on('error', reject)
    asked.end()
  })
}
