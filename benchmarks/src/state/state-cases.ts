import { col, count, createSession, type GroupState, interval, sessionWindow, sum, window } from '@streamkit/core'
import { lmdbStateStore } from '@streamkit/core/state-lmdb'
import { countsByHand, distinctByHand, joinByHand, sessionsByHand, windowsByHand } from './by-hand.ts'
import { type Events, makeEvents } from './events.ts'
import { type Outcome, preparedChunks } from './prepared-chunks.ts'

/** One piece of work, done by a query and by a loop over objects. */
export interface StateCase {
  readonly name: string
  /** Rows that go in. */
  readonly rows: number
  /** Starts the query on a checkpoint and waits until all has been done. */
  readonly query: (checkpoint: string) => Promise<Outcome>
  readonly byHand: () => Outcome
}

const second = 1e6
const delay = 10 * second
const within = 10 * second

/** The cases for so many rows. `name`: only those that have it in their name. */
export function stateCases(rows: number, rowsPerBatch: number, name: string): readonly StateCase[] {
  const events = makeEvents({ rows, rowsPerBatch, seed: 0x2545f491, keys: 10_000 })
  const cases = [
    ...windowCases(events),
    ...otherCases(events),
    joinCase({ name: 'inner join, 10,000 keys, within 10 s', rows, rowsPerBatch, keys: 10_000 }),
    // One key has as many rows on both sides as fit into ten seconds.
    joinCase({ name: 'inner join, 10 keys, within 10 s', rows: rows / 10, rowsPerBatch: rowsPerBatch / 10, keys: 10 }),
  ]
  return cases.filter((it) => it.name.includes(name))
}

interface WindowCase {
  /** Seconds. */
  readonly slide: number
  readonly byUser: boolean
  readonly store?: 'memory' | 'lmdb'
}

function windowCases(events: Events): readonly StateCase[] {
  const spec = { width: 60 * second, slide: 60 * second, byUser: false, delay }
  const windowed = (name: string, { slide, byUser, store = 'memory' }: WindowCase): StateCase =>
    caseOf(name, events, {
      byHand: () => windowsByHand(events.batches, { ...spec, slide: slide * second, byUser }),
      query: run({ events }, { store }, (input) => {
        const grouping = window(col('at'), '1 minute', `${slide} seconds`)
        return input('events')
          .withWatermark('at', '10 seconds')
          .groupBy(...(byUser ? [grouping, col('user')] : [grouping]))
          .agg(count('*').as('n'), sum(col('v')).as('total'))
      }),
    })
  return [
    windowed('window of 1 minute', { slide: 60, byUser: false }),
    windowed('window of 1 minute, 1,000 users', { slide: 60, byUser: true }),
    windowed('window of 1 minute, 1,000 users, lmdb', { slide: 60, byUser: true, store: 'lmdb' }),
    windowed('window of 1 minute every 20 s, 1,000 users', { slide: 20, byUser: true }),
  ]
}

function otherCases(events: Events): readonly StateCase[] {
  const distinct = (name: string, store: 'memory' | 'lmdb'): StateCase =>
    caseOf(name, events, {
      byHand: () => distinctByHand(events.batches, delay),
      query: run({ events }, { store }, (input) =>
        input('events').withWatermark('at', '10 seconds').dropDuplicates('id', 'at').drop('at'),
      ),
    })
  return [
    caseOf('sessions, gap of 2 s, 1,000 users', events, {
      byHand: () => sessionsByHand(events.batches, { gap: 2 * second, delay }),
      query: run({ events }, { store: 'memory' }, (input) =>
        input('events')
          .withWatermark('at', '10 seconds')
          .groupBy(col('user'), sessionWindow(col('at'), '2 seconds'))
          .agg(count('*').as('n'), sum(col('v')).as('total')),
      ),
    }),
    distinct('dropDuplicates, uuid', 'memory'),
    distinct('dropDuplicates, uuid, lmdb', 'lmdb'),
    caseOf('flatMapGroupsWithState, count of 10,000 keys', events, {
      byHand: () => countsByHand(events.batches),
      query: run({ events }, { store: 'memory', outputMode: 'update' }, (input) =>
        input('events')
          .groupByKey('k')
          .flatMapGroupsWithState(
            { state: 'n INT NOT NULL', output: 'k INT NOT NULL, n INT NOT NULL', outputMode: 'update' },
            function* (k: number, rows: Iterable<unknown>, state: GroupState<{ readonly n: number }>) {
              let n = state.getOption()?.n ?? 0
              for (const _ of rows) n++
              state.update({ n })
              yield { k, n }
            },
          ),
      ),
    }),
  ]
}

/** Half of the rows on each side. */
function joinCase(spec: {
  readonly name: string
  readonly rows: number
  readonly rowsPerBatch: number
  readonly keys: number
}): StateCase {
  const half = { rows: spec.rows / 2, rowsPerBatch: spec.rowsPerBatch / 2, keys: spec.keys }
  const [left, right] = [makeEvents({ ...half, seed: 0x1234567 }), makeEvents({ ...half, seed: 0x7654321 })]
  return {
    name: spec.name,
    rows: spec.rows,
    byHand: () => joinByHand(left.batches, right.batches, { within, delay }),
    query: run({ left, right }, { store: 'memory' }, (input) => {
      const a = input('left').withWatermark('at', '10 seconds').select(col('k'), col('at'))
      const b = input('right')
        .withWatermark('at', '10 seconds')
        .select(col('k').as('k2'), col('at').as('at2'), col('v').as('v2'))
      return a.join(
        b,
        col('k')
          .eq(col('k2'))
          .and(col('at2').between(col('at'), col('at').plus(interval('10 seconds')))),
      )
    }),
  }
}

function caseOf(name: string, { batches }: Events, how: Pick<StateCase, 'query' | 'byHand'>): StateCase {
  return { name, rows: batches.reduce((rows, batch) => rows + batch.length, 0), ...how }
}

// biome-ignore lint/suspicious/noExplicitAny: one runner for frames of all kinds of rows
type AnyFrame = any

function run(
  streams: Readonly<Record<string, Events>>,
  { store, outputMode = 'append' }: { readonly store: 'memory' | 'lmdb'; readonly outputMode?: string },
  frameOf: (input: (stream: string) => AnyFrame) => AnyFrame,
): (checkpoint: string) => Promise<Outcome> {
  return async (checkpoint) => {
    const outcome: Outcome = { rows: 0, sum: 0 }
    const feeds = Object.fromEntries(Object.entries(streams).map(([name, { feed }]) => [name, feed]))
    await using session = createSession({
      connectors: [preparedChunks(feeds, outcome)],
      ...(store === 'lmdb' ? { stateStore: lmdbStateStore() } : {}),
    })
    const input = (stream: string) =>
      (session.readStream() as AnyFrame).format('prepared').option('feed', stream).load()
    const query = (frameOf(input) as AnyFrame).writeStream
      .format('outcome')
      .outputMode(outputMode)
      .trigger({ availableNow: true })
      .option('checkpointLocation', checkpoint)
      .start()
    await query.awaitTermination()
    return outcome
  }
}
