/**
 * How fast the memory store takes, finds and forgets keys, and what a key costs; beside it a Map of the same texts.
 *
 *     node --conditions=@streamkit/source --expose-gc packages/streamkit/src/state/memory/memory-state-store.bench.ts [keys] [lmdb [write buffer, bytes]]
 *
 * With `lmdb` that store comes in turns with the memory store, and the ratio of a whole batch of 10,000 keys, insert and commit, by the clock, is told too.
 *
 * Keys: random UUIDs as the CSV reader gives them (UTF-8 in one buffer) with an event time, spread over ten minutes, in the order of time with some disorder. Three rounds in
 * turns with the Map; the best of each, in thousands a second of CPU time of this process, so that other load on the machine counts less.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { keyEncoder } from '../../columnar/key-encoder.ts'
import type { StateStoreProvider } from '../../contracts/state-store.ts'
import { nodeFileSystem } from '../../platform/node-file-system.ts'
import { stringType, timestampType } from '../../types/data-type.ts'
import { lmdbStateStore } from '../lmdb/lmdb-state-store-provider.ts'
import { memoryStateStore } from './memory-state-store-provider.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const lmdb =
  process.argv[3] === 'lmdb'
    ? lmdbStateStore(process.argv[4] === undefined ? {} : { writeBufferBytes: Number(process.argv[4]) })
    : null
const batchRows = 10_000
const nothing = { bytes: new Uint8Array(0), start: 0, end: 0 }
const clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} }

let state = 0x2545f491
function random(): number {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return state >>> 0
}
function makeColumns() {
  const bytes = new Uint8Array(count * 36)
  const starts = new Int32Array(count)
  const ends = new Int32Array(count)
  const times = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    starts[i] = i * 36
    ends[i] = i * 36 + 36
    for (let j = 0; j < 36; j++) {
      const isDash = j === 8 || j === 13 || j === 18 || j === 23
      bytes[i * 36 + j] = isDash ? 0x2d : '0123456789abcdef'.charCodeAt(random() & 15)
    }
    times[i] = 1.7e15 + Math.floor((i / count) * 600e6) + (random() % 5e6)
  }
  return [
    { kind: 'utf8', bytes, starts, ends, nulls: null },
    { kind: 'float64', values: times, nulls: null },
  ] as const
}

const cpuMs = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
const best = new Map<string, number>()
function report(what: string, rows: number, ms: number): void {
  best.set(what, Math.max(best.get(what) ?? 0, rows / ms))
}

const columns = makeColumns()
const [ids, times] = columns
const texts = Buffer.from(ids.bytes.buffer)
console.log(`${cpus()[0]?.model}, ${availableParallelism()} CPUs, Node ${process.version}, ${count} keys`)

for (let round = 0; round < 3; round++) {
  await runStore('store', memoryStateStore)
  if (lmdb !== null) await runStore('lmdb', lmdb)
  runMap()
}
for (const [what, value] of best) console.log(what.padEnd(44), Math.round(value))
const ratio = (what: string) => ((best.get(`store: ${what}`) ?? 0) / (best.get(`Map: ${what}`) ?? 1)).toFixed(2)
console.log(`ratio to Map: insert ${ratio('insert, k/s')}, look up ${ratio('look up, k/s')}`)
if (lmdb !== null) {
  const batch = (name: string) => best.get(`${name}: a batch of ${batchRows}, ms`) ?? 0
  console.log(`ratio of lmdb to memory: a batch takes ${(batch('lmdb') / batch('store')).toFixed(2)} times as long`)
}

async function runStore(name: string, provider: StateStoreProvider): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'streamkit-bench-'))
  const open = () =>
    provider.open(
      { directory: `${folder}/state/0/0`, operatorId: 0, storeName: 'default' },
      { fileSystem: nodeFileSystem, clock },
    )
  const store = await open()
  await store.load(0)
  const encoder = keyEncoder([stringType, timestampType])
  const key = { ...nothing }
  const began = performance.now()
  let [insertMs, commitMs, worstMs, batches] = [0, 0, 0, 0]
  for (let from = 0; from < count; from += batchRows) {
    const start = cpuMs()
    for (let i = from; i < Math.min(count, from + batchRows); i++) {
      encoder.encode(columns, i, key)
      store.putIfAbsent(key, nothing, times.values[i])
    }
    const inserted = cpuMs()
    insertMs += inserted - start
    worstMs = Math.max(worstMs, inserted - start)
    const wall = performance.now()
    await store.commit()
    commitMs += performance.now() - wall
    batches++
  }
  report(`${name}: insert, k/s`, count, insertMs)
  best.set(`${name}: bytes a key`, store.metrics().memoryUsedBytes / count)
  best.set(`${name}: worst insert of ${batchRows}, ms`, worstMs)
  const batchMs = (performance.now() - began) / batches
  best.set(
    `${name}: a batch of ${batchRows}, ms`,
    Math.min(best.get(`${name}: a batch of ${batchRows}, ms`) ?? Number.POSITIVE_INFINITY, batchMs),
  )
  best.set(`${name}: commit of ${batchRows} (files, snapshots), ms`, commitMs / batches)

  let start = cpuMs()
  for (let i = 0; i < count; i++) {
    encoder.encode(columns, i, key)
    if (store.putIfAbsent(key, nothing)) throw new Error('a key was lost')
  }
  report(`${name}: look up, k/s`, count, cpuMs() - start)

  await store.close()
  const again = await open()
  start = cpuMs()
  await again.load(count / batchRows)
  report(`${name}: load, k/s`, count, cpuMs() - start)

  start = cpuMs()
  let removed = 0
  for (let until = 1.7e15; until < 1.7e15 + 600e6; until += 1e6) removed += again.removeExpired(until)
  report(`${name}: expire, a second at a time, k/s`, removed, cpuMs() - start)
  await again.close()
  await rm(folder, { recursive: true })
}

function runMap(): void {
  globalThis.gc?.()
  const before = process.memoryUsage()
  const map = new Map<string, number>()
  let start = cpuMs()
  for (let i = 0; i < count; i++) map.set(texts.toString('latin1', ids.starts[i], ids.ends[i]), 0)
  report('Map: insert, k/s', count, cpuMs() - start)
  globalThis.gc?.()
  best.set('Map: bytes a key', (process.memoryUsage().heapUsed - before.heapUsed) / count)
  start = cpuMs()
  for (let i = 0; i < count; i++) {
    if (!map.has(texts.toString('latin1', ids.starts[i], ids.ends[i]))) throw new Error('a key was lost')
  }
  report('Map: look up, k/s', count, cpuMs() - start)
}
