/** What is known of a file when it is found in a listing. */
export type Judgement =
  /** To be read. */
  | 'new'
  /** Already read (or planned), and still remembered as such. */
  | 'seen'
  /** Already known, and older than files are remembered. */
  | 'aged'
  /** Never seen, but older than files are remembered: whether it was read cannot be known, so it is not. */
  | 'late'

/** Entries are kept in blocks of this many, so that growing copies little. */
const blockEntries = 1 << 14
const minIndex = 1 << 10
/** Below this many entries nothing is swept. */
const minSweepEntries = 1 << 16

interface Block {
  /** Four words of hash an entry. */
  readonly hashes: Uint32Array
  readonly timestamps: Float64Array
}

/**
 * The files that a source has taken, by path (or by name), as Spark's `SeenFilesMap`: what is older than the newest file by more than `maxAgeMs` is forgotten,
 * and an unknown file as old as that is not taken.
 *
 * A path is kept as 128 bits of hash (two different paths collide with a chance of 10^-27 among a million), 32 to 40 bytes an entry whatever the length of paths.
 * Forgetting is a matter of comparing times, entries stay: so a late file can be told from one that was read long ago.
 */
export class SeenFiles {
  readonly #maxAgeMs: number
  readonly #seed: number
  readonly #hash = new Uint32Array(4)
  #blocks: Block[] = []
  #index = new Int32Array(minIndex)
  #size = 0
  #sizeAfterSweep = 0
  #marks: Uint8Array | null = null
  #latestTimestamp = 0
  #lastPurgeTimestamp = Number.NEGATIVE_INFINITY

  /** `seed` makes hashes differ from process to process: nobody can prepare names that collide. */
  constructor(maxAgeMs: number, seed = 0) {
    this.#maxAgeMs = maxAgeMs
    this.#seed = seed
  }

  /** How many files are known, the forgotten ones included. */
  get size(): number {
    return this.#size
  }
  /** Files older than this are not taken any more. */
  get lastPurgeTimestamp(): number {
    return this.#lastPurgeTimestamp
  }
  /** Bytes that the entries take. */
  get memoryBytes(): number {
    return this.#index.byteLength + this.#blocks.length * blockEntries * 24
  }

  add(key: string, timestamp: number): void {
    hashKey(key, this.#seed, this.#hash)
    const at = this.#find()
    const found = (this.#index[at] as number) - 1
    if (timestamp > this.#latestTimestamp) this.#latestTimestamp = timestamp
    if (found >= 0) {
      this.#block(found).timestamps[found % blockEntries] = timestamp
      return
    }
    this.#append(timestamp)
    this.#index[at] = this.#size
    if (this.#size * 4 > this.#index.length * 3) this.#reindex(this.#index.length * 2)
  }

  /** Whether the file is known and remembered: its times need not be looked at. */
  has(key: string): boolean {
    const found = this.#entryOf(key)
    if (found < 0) return false
    if (this.#marks !== null && found < this.#marks.length) this.#marks[found] = 1
    return this.#timestampAt(found) >= this.#lastPurgeTimestamp
  }

  judge(key: string, timestamp: number): Judgement {
    const found = this.#entryOf(key)
    const known = found < 0 ? null : this.#timestampAt(found)
    if (known !== null && known >= this.#lastPurgeTimestamp) return 'seen'
    if (timestamp >= this.#lastPurgeTimestamp) return 'new'
    return known === null ? 'late' : 'aged'
  }

  /** Forgets what is older than `maxAgeMs`, counted from the newest file. */
  purge(): void {
    this.#lastPurgeTimestamp = this.#latestTimestamp - this.#maxAgeMs
  }

  /** Whether so many entries have come since the last sweep that another one is due. */
  get isSweepDue(): boolean {
    return this.#size > Math.max(minSweepEntries, 2 * this.#sizeAfterSweep)
  }

  /** From now until `sweep`, asking for a file with `has` marks it as still there. */
  startMarking(): void {
    this.#marks = new Uint8Array(this.#size)
  }

  /** Drops forgotten files that are not there any more: nobody will ask for them. */
  sweep(): void {
    const marks = this.#marks
    this.#marks = null
    if (marks === null) return
    const old = this.#blocks
    const count = this.#size
    this.#blocks = []
    this.#size = 0
    for (let i = 0; i < count; i++) {
      const { hashes, timestamps } = old[Math.floor(i / blockEntries)] as Block
      const at = i % blockEntries
      const timestamp = timestamps[at] as number
      if (timestamp < this.#lastPurgeTimestamp && marks[i] === 0) continue
      this.#hash.set(hashes.subarray(at * 4, at * 4 + 4))
      this.#append(timestamp)
    }
    this.#sizeAfterSweep = this.#size
    let capacity = minIndex
    while (this.#size * 4 > capacity * 3) capacity *= 2
    this.#reindex(capacity)
  }

  /** The number of an entry, -1 if there is none. */
  #entryOf(key: string): number {
    hashKey(key, this.#seed, this.#hash)
    return (this.#index[this.#find()] as number) - 1
  }

  #timestampAt(entry: number): number {
    return this.#block(entry).timestamps[entry % blockEntries] as number
  }

  #append(timestamp: number): void {
    const at = this.#size % blockEntries
    if (at === 0) {
      this.#blocks.push({ hashes: new Uint32Array(4 * blockEntries), timestamps: new Float64Array(blockEntries) })
    }
    const block = this.#block(this.#size)
    block.hashes.set(this.#hash, at * 4)
    block.timestamps[at] = timestamp
    this.#size += 1
  }

  #block(entry: number): Block {
    return this.#blocks[Math.floor(entry / blockEntries)] as Block
  }

  /** Where in the index the hash at hand is, or would go. */
  #find(): number {
    const mask = this.#index.length - 1
    const [a, b, c, d] = this.#hash as unknown as [number, number, number, number]
    for (let at = a & mask; ; at = (at + 1) & mask) {
      const entry = (this.#index[at] as number) - 1
      if (entry < 0) return at
      const { hashes } = this.#block(entry)
      const from = (entry % blockEntries) * 4
      if (hashes[from] === a && hashes[from + 1] === b && hashes[from + 2] === c && hashes[from + 3] === d) return at
    }
  }

  #reindex(capacity: number): void {
    const mask = capacity - 1
    const index = new Int32Array(capacity)
    for (let i = 0; i < this.#size; i++) {
      let at = (this.#block(i).hashes[(i % blockEntries) * 4] as number) & mask
      while (index[at] !== 0) at = (at + 1) & mask
      index[at] = i + 1
    }
    this.#index = index
  }
}

/** MurmurHash3 for 128 bits on 32-bit machines, over the UTF-16 units of a text. */
function hashKey(key: string, seed: number, out: Uint32Array): void {
  let [a, b, c, d] = [seed, seed, seed, seed]
  const { length } = key
  const unit = (i: number) => (i < length ? key.charCodeAt(i) : 0)
  for (let i = 0; i < length; i += 8) {
    a = Math.imul(rotate(a ^ scramble(unit(i) | (unit(i + 1) << 16), 0), 19) + b, 5) + 0x561ccd1b
    b = Math.imul(rotate(b ^ scramble(unit(i + 2) | (unit(i + 3) << 16), 1), 17) + c, 5) + 0x0bcaa747
    c = Math.imul(rotate(c ^ scramble(unit(i + 4) | (unit(i + 5) << 16), 2), 15) + d, 5) + 0x96cd1c35
    d = Math.imul(rotate(d ^ scramble(unit(i + 6) | (unit(i + 7) << 16), 3), 13) + a, 5) + 0x32ac3b17
  }
  a ^= length
  b ^= length
  c ^= length
  d ^= length
  a = (a + b + c + d) | 0
  b = (b + a) | 0
  c = (c + a) | 0
  d = (d + a) | 0
  a = finish(a)
  b = finish(b)
  c = finish(c)
  d = finish(d)
  a = (a + b + c + d) | 0
  out[0] = a
  out[1] = b + a
  out[2] = c + a
  out[3] = d + a
}

/** Each of the four lanes multiplies by its own number, turns, and multiplies by the next lane's. */
const multipliers = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93] as const

function scramble(word: number, lane: 0 | 1 | 2 | 3): number {
  const k = Math.imul(word, multipliers[lane])
  return Math.imul(rotate(k, 15 + lane), multipliers[((lane + 1) & 3) as 0 | 1 | 2 | 3])
}
function rotate(word: number, turn: number): number {
  return (word << turn) | (word >>> (32 - turn))
}
function finish(word: number): number {
  let h = word ^ (word >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return h ^ (h >>> 16)
}
