import type { Logger } from '../contracts/logger.ts'
import type { StreamingQueryListener } from '../contracts/streaming-query-listener.ts'
import { messageOf } from '../errors/streamkit-error.ts'

/** Tells the listeners of a session what happens. What a listener throws is logged and nothing else. */
export class ListenerBus {
  readonly #listeners = new Set<StreamingQueryListener>()
  readonly #logger: Logger

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(listener: StreamingQueryListener): void {
    this.#listeners.add(listener)
  }
  remove(listener: StreamingQueryListener): void {
    this.#listeners.delete(listener)
  }

  post<K extends keyof StreamingQueryListener>(
    method: K,
    event: Parameters<NonNullable<StreamingQueryListener[K]>>[0],
  ): void {
    for (const listener of this.#listeners) {
      try {
        const result: unknown = listener[method]?.(event as never)
        if (result instanceof Promise) result.catch((error: unknown) => this.#report(method, error))
      } catch (error) {
        this.#report(method, error)
      }
    }
  }

  #report(method: string, error: unknown): void {
    this.#logger.error({ method, error: messageOf(error) }, 'a streaming query listener threw')
  }
}
