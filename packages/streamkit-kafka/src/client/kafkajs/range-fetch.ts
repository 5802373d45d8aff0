import { raise } from '../../conditions.ts'
import { errorCodes, isPassing } from '../client-error.ts'
import type { FetchOptions, PartitionRange, RecordBlock } from '../kafka-client.ts'
import type { CompressionCodecs } from '../protocol/compression.ts'
import { type FetchedPartition, fetchCall } from '../protocol/fetch-call.ts'
import { earliestTime, latestTime, listOffsetsCall } from '../protocol/list-offsets-call.ts'
import { type RecordTarget, readRecordSet } from '../protocol/record-batches.ts'
import type { BrokerAccess } from './broker-access.ts'

/** How far a range has been read. */
interface Progress {
  readonly topic: string
  readonly partition: number
  readonly to: number
  next: number
  /** Read, not yet taken. */
  readonly blocks: RecordBlock[]
  /** When something last came of it, on a clock that never goes back. */
  movedAtMs: number
  /** Why nothing comes of it at the moment. */
  trouble: string
}

/** Ranges that are asked for at the same time, and blocks of each that may wait: what bounds the memory. */
const [openRanges, waitingBlocks] = [8, 2]
const longestWaitMs = 1_000

/** Reads ranges of partitions with fetch requests to those who lead them, ahead of who takes the records. */
export class RangeFetch {
  readonly #access: BrokerAccess
  readonly #options: FetchOptions
  readonly #codecs: CompressionCodecs
  readonly #ranges: readonly Progress[]
  #taken = 0
  #closed = false
  #failure: { readonly error: unknown } | null = null
  #changed = Promise.withResolvers<void>()

  constructor(
    access: BrokerAccess,
    ranges: readonly PartitionRange[],
    rest: { options: FetchOptions; codecs: CompressionCodecs },
  ) {
    this.#access = access
    this.#options = rest.options
    this.#codecs = rest.codecs
    const now = performance.now()
    this.#ranges = ranges
      .filter(({ from, to }) => from < to)
      .map(({ topic, partition, from, to }) => ({
        topic,
        partition,
        to,
        next: from,
        blocks: [],
        movedAtMs: now,
        trouble: '',
      }))
  }

  /** The blocks of one range after the other. */
  async *blocks(): AsyncGenerator<RecordBlock> {
    const running = this.#run().catch((error: unknown) => {
      this.#failure = { error }
      this.#change()
    })
    try {
      for (; this.#taken < this.#ranges.length; this.#taken++, this.#change()) {
        const range = this.#ranges[this.#taken] as Progress
        for (;;) {
          const changed = this.#changed.promise
          const block = range.blocks.shift()
          if (block !== undefined) {
            this.#change()
            yield block
          } else if (range.next >= range.to) break
          else if (this.#failure !== null) throw this.#failure.error
          else await changed
        }
      }
    } finally {
      this.#closed = true
      this.#change()
      await running
    }
  }

  #change(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  async #run(): Promise<void> {
    let wait = 0
    for (let turn = 0; !this.#closed; turn++) {
      this.#options.signal.throwIfAborted()
      const changed = this.#changed.promise
      const open = this.#ranges.slice(this.#taken, this.#taken + openRanges)
      const wanted = open.filter((range) => range.next < range.to && range.blocks.length < waitingBlocks)
      if (wanted.length === 0) {
        if (this.#ranges.slice(this.#taken).every((range) => range.next >= range.to)) return
        await changed
        continue
      }
      this.#failStalled(open)
      const moved = await this.#fetchOnce(rotated(wanted, turn))
      wait = moved ? 0 : Math.min(Math.max(20, wait * 2), longestWaitMs)
      if (wait > 0) await pause(wait, this.#options.signal)
    }
  }

  /** One request to each leader. Whether anything came. */
  async #fetchOnce(wanted: readonly Progress[]): Promise<boolean> {
    try {
      const byLeader = await this.#access.byLeader(wanted)
      const moved = await Promise.all([...byLeader].map(([node, ranges]) => this.#fetchFrom(node, ranges)))
      return moved.includes(true)
    } catch (cause) {
      const { retriable, error } = this.#access.classify(cause)
      this.#options.signal.throwIfAborted()
      if (!retriable) throw error
      for (const range of wanted) range.trouble = error.message
      this.#access.forgetLeaders()
      return false
    }
  }

  async #fetchFrom(node: number, ranges: readonly Progress[]): Promise<boolean> {
    const { isolation, maxPartitionBytes } = this.#options
    const partitions = ranges.map(({ topic, partition, next }) => ({
      topic,
      partition,
      from: next,
      maxBytes: maxPartitionBytes,
    }))
    const call = fetchCall({ isolation, maxWaitMs: 500, maxBytes: 4 * maxPartitionBytes, partitions })
    const answers = await this.#access.send(node, call)
    let moved = false
    for (const answer of answers) {
      const range = ranges.find(({ topic, partition }) => topic === answer.topic && partition === answer.partition)
      if (range !== undefined && (await this.#take(range, answer))) moved = true
    }
    return moved
  }

  async #take(range: Progress, answer: FetchedPartition): Promise<boolean> {
    const before = range.next
    if (answer.errorCode === errorCodes.offsetOutOfRange) await this.#skipLost(range)
    else if (answer.errorCode !== errorCodes.none) this.#meetError(range, answer.errorCode)
    else await this.#decode(range, answer)
    if (range.next === before) return false
    range.movedAtMs = performance.now()
    this.#change()
    return true
  }

  async #decode(range: Progress, { recordSet, aborted }: FetchedPartition): Promise<void> {
    const { topic, partition, next: from, to } = range
    const target: RecordTarget = {
      offsets: [],
      timestampsMs: [],
      timestampTypes: [],
      keys: [],
      values: [],
      headers: this.#options.headers ? [] : null,
    }
    range.next = await readRecordSet(recordSet, { from, to, aborted, codecs: this.#codecs }, target)
    range.trouble = 'the broker gives no records'
    if (target.offsets.length === 0) return
    const { keys, values, headers } = target
    range.blocks.push({
      topic,
      partition,
      offsets: Float64Array.from(target.offsets),
      timestampsMs: Float64Array.from(target.timestampsMs),
      timestampTypes: Int32Array.from(target.timestampTypes),
      keys,
      values,
      headers,
    })
  }

  #meetError(range: Progress, errorCode: number): void {
    if (!isPassing(errorCode)) {
      throw raise('KAFKA_SOURCE_STALLED', {
        ...stalled(range, 0),
        reason: `the broker answers with error ${errorCode}`,
      })
    }
    range.trouble =
      errorCode === errorCodes.unknownTopicOrPartition
        ? 'the broker does not know the partition'
        : `the broker answers with error ${errorCode}`
    this.#access.forgetLeaders()
  }

  /** The range begins before what is kept, or after its end: some of it is gone for good. */
  async #skipLost(range: Progress): Promise<void> {
    const [earliest, latest] = await Promise.all([this.#end(range, earliestTime), this.#end(range, latestTime)])
    if (earliest <= range.next && range.next <= latest) return
    const back = latest < range.next
    const to = back ? range.to : Math.min(earliest, range.to)
    const lost = { topic: range.topic, partition: range.partition, from: range.next, to }
    if (this.#options.onDataLoss === null) {
      const partition = `${range.topic}-${range.partition}`
      if (back) throw raise('KAFKA_OFFSET_WENT_BACK', { partition, latest, known: range.next })
      const reason = `the first record that the broker still has is at offset ${earliest}`
      throw raise('KAFKA_DATA_LOSS', { partition, from: range.next, to, reason })
    }
    this.#options.onDataLoss(lost)
    range.next = to
  }

  async #end({ topic, partition }: Progress, timeMs: number): Promise<number> {
    const leaders = await this.#access.byLeader([{ topic, partition }])
    const [node] = [...leaders.keys()] as [number]
    const call = listOffsetsCall(this.#options.isolation, [{ topic, partition, timeMs }])
    const [found] = await this.#access.send(node, call)
    if (found === undefined || found.errorCode !== errorCodes.none)
      throw raise('KAFKA_NOT_READY', { partition: `${topic}-${partition}`, reason: 'its offsets are not told' })
    return found.offset
  }

  #failStalled(open: readonly Progress[]): void {
    const { stallTimeoutMs } = this.#options
    const now = performance.now()
    for (const range of open) {
      // Full blocks wait for their taker: that is not the broker's fault.
      if (range.blocks.length > 0 || range.next >= range.to) range.movedAtMs = now
      else if (now - range.movedAtMs > stallTimeoutMs)
        throw raise('KAFKA_SOURCE_STALLED', stalled(range, stallTimeoutMs))
    }
  }
}

function stalled(
  range: Progress,
  timeoutMs: number,
): {
  partition: string
  offset: number
  to: number
  seconds: number
  reason: string
} {
  const { topic, partition, next, to, trouble } = range
  return { partition: `${topic}-${partition}`, offset: next, to, seconds: timeoutMs / 1000, reason: trouble }
}

/** Another one first at each turn: a broker gives a record that is larger than all limits only where it comes first. */
function rotated<T>(items: readonly T[], turn: number): readonly T[] {
  const at = turn % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done)
  })
}
