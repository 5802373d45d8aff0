import { type ByteSlice, emptySlice } from '../../columnar/byte-slice.ts'
import { KeyReader } from '../../columnar/key-decoder.ts'
import { KeyWriter } from '../../columnar/key-writer.ts'
import type { AggregateBuffers, AggregateBuffersFactory } from './aggregate-buffers.ts'
import { mergeSpans } from './merge-sessions.ts'
import type { Session } from './session-codec.ts'
import type { SessionPart } from './session-rows.ts'

type Source = Session | SessionPart

/** Groups for which one set of buffers is used before it is let go. */
const mostGroups = 16_384

/** Adds the rows of a batch to the sessions that a key has. */
export class SessionMerger {
  readonly #factory: AggregateBuffersFactory
  readonly #batch: AggregateBuffers
  readonly #writer = new KeyWriter()
  #merged: AggregateBuffers
  #used = 0

  /** `batch`: the buffers of the parts. */
  constructor(factory: AggregateBuffersFactory, batch: AggregateBuffers) {
    this.#factory = factory
    this.#batch = batch
    this.#merged = factory()
  }

  /** All sessions of the key, by start. What the batch did not touch stays as it was, byte for byte. */
  merge(before: readonly Session[], parts: readonly SessionPart[]): readonly Session[] {
    return mergeSpans<Source>(before, parts).map(({ start, end, of }) => {
      const [first] = of as readonly [Source]
      if (of.length === 1) return { start, end, buffers: this.#buffersOf(first) }
      const group = this.#nextGroup()
      for (const source of of) this.#merged.merge(group, new KeyReader(this.#buffersOf(source)))
      return { start, end, buffers: this.#written(this.#merged, group) }
    })
  }

  #buffersOf(source: Source): ByteSlice {
    return 'buffers' in source ? source.buffers : this.#written(this.#batch, source.group)
  }

  #nextGroup(): number {
    if (this.#used === mostGroups) {
      this.#merged = this.#factory()
      this.#used = 0
    }
    this.#merged.ensure(this.#used + 1)
    return this.#used++
  }

  /** Bytes of its own: several sessions are in hand at a time. */
  #written(buffers: AggregateBuffers, group: number): ByteSlice {
    const slice: ByteSlice = { ...emptySlice }
    this.#writer.reset()
    buffers.write(group, this.#writer)
    this.#writer.finish(slice)
    const bytes = slice.bytes.slice(slice.start, slice.end)
    return { bytes, start: 0, end: bytes.length }
  }
}
