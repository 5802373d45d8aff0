import type { UiOptions, UiServer } from '../ui/ui-options.ts'
import type { WatchedSession } from '../ui/watched-session.ts'
import type { QueryManager } from './query-manager.ts'
import type { SessionContext } from './session-context.ts'

/** The live pages of a session. Their code is loaded with the first. */
export class LivePages {
  readonly #watched: WatchedSession
  readonly #open = new Set<UiServer>()

  constructor({ options, environment, logger }: SessionContext, manager: QueryManager) {
    this.#watched = {
      appName: options.appName ?? 'streamkit',
      clock: environment.clock,
      logger,
      queries: () => manager.all,
      addListener: (listener) => manager.addListener(listener),
      removeListener: (listener) => manager.removeListener(listener),
    }
  }

  async open(options: UiOptions): Promise<UiServer> {
    const { serveUi } = await import('../ui/serve-ui.ts')
    const page = await serveUi(this.#watched, options)
    this.#open.add(page)
    const close = async () => {
      if (this.#open.delete(page)) await page.close()
    }
    return { url: page.url, port: page.port, close, [Symbol.asyncDispose]: close }
  }

  async closeAll(): Promise<void> {
    const pages = [...this.#open]
    this.#open.clear()
    await Promise.all(pages.map((page) => page.close()))
  }
}
