import type { Offset } from '../contracts/offset.ts'
import type { Source } from '../contracts/source.ts'
import type { TriggerSpec } from './trigger-executor.ts'

/** Asks the sources of a query how far its next batch may go. */
export class SourceOffsets {
  readonly #sources: readonly Source[]
  readonly #trigger: TriggerSpec['kind']
  /** Where the sources end that cannot be told to stop. */
  readonly #frozen = new Map<Source, Offset | null>()

  constructor(sources: readonly Source[], trigger: TriggerSpec['kind']) {
    this.#sources = sources
    this.#trigger = trigger
  }

  /** Opens the sources where the log has them. */
  async initialize(known: readonly (Offset | null)[]): Promise<void> {
    for (const [i, source] of this.#sources.entries()) await source.initialize(known[i] ?? null)
    if (this.#trigger === 'availableNow') await this.#freeze(known)
  }

  /** The ends of a batch that starts there. */
  async latest(start: readonly (Offset | null)[]): Promise<readonly (Offset | null)[]> {
    const limit = { kind: this.#trigger === 'once' ? 'all' : 'options' } as const
    const latest: (Offset | null)[] = []
    for (const [i, source] of this.#sources.entries()) {
      const frozen = this.#frozen.get(source)
      latest.push(frozen === undefined ? await source.latestOffset(start[i] ?? null, limit) : frozen)
    }
    return latest
  }

  /** Data that comes from now on is for another run. A source that cannot say where to stop gives all that it has in one batch. */
  async #freeze(known: readonly (Offset | null)[]): Promise<void> {
    for (const [i, source] of this.#sources.entries()) {
      if (source.prepareForAvailableNow !== undefined) await source.prepareForAvailableNow()
      else this.#frozen.set(source, await source.latestOffset(known[i] ?? null, { kind: 'all' }))
    }
  }
}
