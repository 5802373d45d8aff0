import type { Offset } from '../contracts/offset.ts'
import type { InputEvent, Source } from '../contracts/source.ts'

/**
 * A source whose metrics also tell what did not become rows since they were last asked for: `badRecords.<reason>`, `missingFile.<reason>`, `dataLoss.<reason>`.
 */
export class CountedSource implements Source {
  readonly #source: Source
  #counts = new Map<string, number>()

  constructor(source: Source) {
    this.#source = source
    if (source.prepareForAvailableNow !== undefined)
      this.prepareForAvailableNow = () => source.prepareForAvailableNow?.() ?? Promise.resolve()
    if (source.onDataAvailable !== undefined)
      this.onDataAvailable = (wake) => source.onDataAvailable?.(wake) ?? (() => {})
    if (source.announcesData !== undefined) this.announcesData = () => source.announcesData?.() ?? false
    if (source.reportLatestOffset !== undefined) this.reportLatestOffset = () => source.reportLatestOffset?.() ?? null
  }

  declare readonly prepareForAvailableNow?: () => Promise<void>
  declare readonly onDataAvailable?: (wake: () => void) => () => void
  declare readonly announcesData?: () => boolean
  declare readonly reportLatestOffset?: () => ReturnType<NonNullable<Source['reportLatestOffset']>>

  get description(): string {
    return this.#source.description
  }
  initialize: Source['initialize'] = (committed) => this.#source.initialize(committed)
  latestOffset: Source['latestOffset'] = (start, limit) => this.#source.latestOffset(start, limit)
  read: Source['read'] = (range, request) => this.#source.read(range, request)
  commit: Source['commit'] = (end) => this.#source.commit(end)
  stop: Source['stop'] = () => this.#source.stop()

  count(event: InputEvent): void {
    const name = `${event.kind === 'badRecord' ? 'badRecords' : event.kind}.${event.reason}`
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + event.count)
  }

  metrics(end: Offset | null): Readonly<Record<string, string>> {
    const counted = [...this.#counts].map(([name, count]) => [name, String(count)] as const)
    this.#counts = new Map()
    return { ...this.#source.metrics?.(end), ...Object.fromEntries(counted) }
  }
}
