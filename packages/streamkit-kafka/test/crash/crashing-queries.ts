/**
 * Two queries from Kafka to Kafka, exactly once, in a process of their own that kills itself with SIGKILL just before or just after its n-th step: a durable call to the file system (sync, link, rename, unlink) or a
 * request to a broker. Prints a line when the queries have been started, and how many steps there were if it comes to its end.
 *
 * Arguments: brokers, topic to read, topic for its transformed rows, topic for its distinct rows, folder for the checkpoints, number of the step (0: none), `before` or `after`.
 */
import { Socket } from 'node:net'
import { join } from 'node:path'
import { createSession, upper } from '@streamkit/core'
import { type FileSystem, nodeFileSystem as real } from '@streamkit/core/testing'
import { kafka } from '../../src/index.ts'

const [brokers, input, transformed, distinct, folder, step, moment] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
  'before' | 'after',
]

let steps = 0
function isLast(at: 'before' | 'after'): boolean {
  if (at === 'before') steps++
  return steps === Number(step) && moment === at
}
function die(): void {
  process.kill(process.pid, 'SIGKILL')
}
async function counted<T>(work: () => Promise<T>): Promise<T> {
  if (isLast('before')) die()
  const dieAfter = isLast('after')
  try {
    return await work()
  } finally {
    if (dieAfter) die()
  }
}

const write = Socket.prototype.write as (this: Socket, ...args: unknown[]) => boolean
Socket.prototype.write = function (this: Socket, ...args: unknown[]): boolean {
  if (this.remotePort === undefined) return write.apply(this, args)
  if (isLast('before')) die()
  const dieAfter = isLast('after')
  const done = write.apply(this, args)
  // The bytes are the kernel's when the call returns: the broker gets them though this process is gone.
  if (dieAfter) die()
  return done
} as typeof Socket.prototype.write

const fileSystem: FileSystem = {
  ...real,
  async open(path, flags) {
    const handle = await real.open(path, flags)
    return {
      ...handle,
      read: (...args) => handle.read(...args),
      write: (bytes) => handle.write(bytes),
      close: () => handle.close(),
      sync: () => counted(() => handle.sync()),
    }
  },
  link: (from, to) => counted(() => real.link(from, to)),
  rename: (from, to) => counted(() => real.rename(from, to)),
  unlink: (path) => counted(() => real.unlink(path)),
  syncDirectory: (path) => counted(() => real.syncDirectory(path)),
}

const logger = { debug() {}, info() {}, warn() {}, error() {} }
await using session = createSession({ connectors: [kafka()], environment: { fileSystem }, logger })

function rows() {
  return session
    .readStream()
    .format('kafka')
    .options({
      'kafka.bootstrap.servers': brokers,
      subscribe: input,
      startingOffsets: 'earliest',
      maxOffsetsPerTrigger: 30,
    })
    .load()
    .select(($) => ({ key: $.key.cast('string'), value: $.value.cast('string') }))
}

function publish(frame: ReturnType<typeof rows>, topic: string) {
  return frame.writeStream
    .format('kafka')
    .options({ 'kafka.bootstrap.servers': brokers, topic })
    .option('checkpointLocation', join(folder, topic))
    .trigger({ availableNow: true })
    .start()
}

const queries = [
  publish(
    rows().select(($) => ({ key: $.key, value: upper($.value) })),
    transformed,
  ),
  publish(rows().dropDuplicates('value'), distinct),
]
process.stdout.write('started\n')
await Promise.all(queries.map((query) => query.awaitTermination()))
process.stdout.write(`${steps}\n`)
