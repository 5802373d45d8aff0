import type { Connector, FormatProvider } from '../contracts/connector.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'

/** What a format can be used for, and the member of its provider that does it. */
const uses = { readStream: 'source', read: 'scan', writeStream: 'sink', write: 'writer' } as const
export type FormatUse = keyof typeof uses

/** Sinks that the session makes itself. */
const sessionSinks: Partial<Record<FormatUse, readonly string[]>> = {
  writeStream: ['console', 'memory'],
  write: ['console'],
}
/** Read through `session.memoryStream`, not by its name. */
const unnamed = 'memory'

/** The formats of a session by name: the built-in ones and those of its connectors. A connector's format hides a built-in one of its name. */
export class FormatRegistry {
  readonly #formats: ReadonlyMap<string, FormatProvider>

  constructor(builtIn: readonly FormatProvider[], connectors: readonly Connector[]) {
    const all = [...builtIn, ...connectors.flatMap((connector) => connector.formats)]
    this.#formats = new Map(all.map((format) => [format.name.toLowerCase(), format]))
  }

  /** Whether readers of the format take filters. */
  filtersRows(name: string): boolean {
    return this.#formats.get(name.toLowerCase())?.filtersRows ?? false
  }

  /** The provider that can do what is asked; UNKNOWN_FORMAT otherwise. */
  provider<U extends FormatUse>(
    name: string,
    use: U,
  ): FormatProvider & Required<Pick<FormatProvider, (typeof uses)[U]>> {
    const provider = this.#formats.get(name.toLowerCase())
    if (provider?.[uses[use]] === undefined) {
      const known = [...this.#formats.values()]
        .filter((format) => format[uses[use]] !== undefined && format.name !== unnamed)
        .map((format) => format.name)
        .concat(sessionSinks[use] ?? [])
        .sort()
      throw new IllegalArgumentException('UNKNOWN_FORMAT', { format: name, use, known: known.join(', ') })
    }
    return provider as never
  }
}
