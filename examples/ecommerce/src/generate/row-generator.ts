import type { EventGenerator } from '../events/event-generator.ts'
import type { Random } from '../world/random.ts'
import type { ShopWorld } from '../world/shop-world.ts'
import { csvLine } from './csv-line.ts'
import type { GeneratedRow } from './generated-row.ts'
import { type MalformedKind, malformedKindsFor, malformedLine } from './malformed-row.ts'
import { RecentRows } from './recent-rows.ts'
import { ShareMeter } from './share-meter.ts'

/** Parts of the events, each from 0 to 1. Late and malformed events together cannot be more than all. */
export interface Shares {
  /** Extra rows that repeat an earlier good row of the same or of an earlier file. */
  readonly duplicates: number
  /** Events that happened long before their file. */
  readonly late: number
  /** Events whose row breaks the schema. */
  readonly malformed: number
}

export interface RowGeneratorOptions {
  readonly generator: EventGenerator
  readonly world: ShopWorld
  readonly random: Random
  readonly shares: Shares
  /** How long ago late events happened, at least; at most twice that. Milliseconds. */
  readonly lateByMs: number
}

/** A span of event time: from `fromMs` on, before `toMs`. */
export interface EventWindow {
  readonly fromMs: number
  readonly toMs: number
}

/**
 * Invents the rows of one event type, file after file.
 *
 * The number of late, malformed and repeated rows is fixed before a file begins and their places are drawn by
 * selection sampling: exact counts, any size, constant memory.
 */
export class RowGenerator {
  readonly #options: RowGeneratorOptions
  readonly #late: ShareMeter
  readonly #malformed: ShareMeter
  readonly #duplicates: ShareMeter
  readonly #thisFile: RecentRows = new RecentRows()
  readonly #earlierFiles: RecentRows = new RecentRows()
  #damaged = 0

  constructor(options: RowGeneratorOptions) {
    this.#options = options
    this.#late = new ShareMeter(options.shares.late)
    this.#malformed = new ShareMeter(options.shares.malformed)
    this.#duplicates = new ShareMeter(options.shares.duplicates)
  }

  /** The rows of the next file: `events` new events, and the duplicates on top. */
  *file(events: number, window: EventWindow): Generator<GeneratedRow, void, undefined> {
    const { random, lateByMs } = this.#options
    this.#thisFile.drainInto(this.#earlierFiles)
    let late = this.#late.take(events)
    let malformed = this.#malformed.take(events, events - late)
    let duplicates = this.#duplicates.take(events)
    let postponed = 0
    for (let index = 0; index < events; index++) {
      const left = events - index
      const atMs = this.#moment(index / events, 1 / events, window)
      const ticket = random.number.int({ min: 0, max: left - 1 })
      if (ticket < late) {
        late--
        yield this.#good('late', atMs - lateByMs - random.number.int({ min: 1, max: lateByMs }))
      } else if (ticket < late + malformed) {
        malformed--
        yield this.#bad(atMs)
      } else {
        const row = this.#good('first', atMs)
        this.#thisFile.add(row)
        yield row
      }
      if (random.number.int({ min: 0, max: left - 1 }) < duplicates) {
        duplicates--
        postponed++
      }
      for (; postponed > 0 && this.#thisFile.size + this.#earlierFiles.size > 0; postponed--) yield this.#repeat()
    }
    this.#duplicates.giveBack(postponed)
  }

  /** Event time goes forward through the window, with a little chance in it. */
  #moment(from: number, width: number, window: EventWindow): number {
    const part = from + width * this.#options.random.number.float()
    return Math.min(window.toMs - 1, window.fromMs + Math.floor(part * (window.toMs - window.fromMs)))
  }

  #good(fate: 'first' | 'late', atMs: number): GeneratedRow {
    const { generator, world, random } = this.#options
    const event = generator.create({ world, random, atMs })
    const values = generator.toCsvRow(event)
    return { fate, damage: null, eventId: event.event_id, values, line: csvLine(values) }
  }

  #bad(atMs: number): GeneratedRow {
    const { generator, random } = this.#options
    const good = this.#good('first', atMs)
    const kinds = malformedKindsFor(good.values)
    const damage = kinds[this.#damaged++ % kinds.length] as MalformedKind
    const line = malformedLine(damage, { columns: generator.columns, values: good.values, random })
    return { ...good, fate: 'malformed', damage, line }
  }

  #repeat(): GeneratedRow {
    const { random } = this.#options
    const fromEarlier = this.#thisFile.size === 0 || (this.#earlierFiles.size > 0 && random.datatype.boolean())
    const original = (fromEarlier ? this.#earlierFiles : this.#thisFile).pick(random)
    return { ...original, fate: 'duplicate' }
  }
}
