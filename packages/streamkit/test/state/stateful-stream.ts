/** Runs a join, windows and groups with state over files into folders, one file a batch, until all is done or it is killed. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { count, createSession, interval, window } from '../../src/index.ts'
import { lmdbStateStore } from '../../src/state-lmdb.ts'

const [folder = '', store = 'memory'] = process.argv.slice(2)

const session = createSession({
  noDataMicroBatches: false,
  stateStore: store === 'lmdb' ? lmdbStateStore({ writeBufferBytes: 0 }) : 'memory',
})

/** A batch and its rows appear at once or not at all; one that comes again must be the same. */
function written(name: string) {
  const out = join(folder, 'out', name)
  mkdirSync(out, { recursive: true })
  return async (batch: { collect(): Promise<readonly unknown[]> }, batchId: number): Promise<void> => {
    const text = (await batch.collect()).map((row) => JSON.stringify(row)).join('\n')
    if (existsSync(join(out, String(batchId)))) {
      if (readFileSync(join(out, String(batchId)), 'utf8') === text) return
      throw new Error(`batch ${batchId} of ${name} came again with other rows`)
    }
    writeFileSync(join(out, `.${batchId}`), text)
    renameSync(join(out, `.${batchId}`), join(out, String(batchId)))
  }
}

function events(side: string) {
  return session
    .readStream()
    .format('csv')
    .schema('id STRING NOT NULL, time TIMESTAMP NOT NULL')
    .option('maxFilesPerTrigger', 1)
    .load(join(folder, side))
    .withWatermark('time', '2 minutes')
}

const right = events('right').select(($) => ({ rid: $.id, rtime: $.time }))
const joined = events('left')
  .join(right, (l, r) => l.id.eq(r.rid).and(r.rtime.between(l.time, l.time.plus(interval('2 minutes')))))
  .groupBy(window('time', '5 minutes'), 'id')
  .agg(count('*').as('n'))
const groups = events('left')
  .groupByKey('id')
  .flatMapGroupsWithState(
    {
      state: 'n INT NOT NULL',
      output: 'id STRING, n INT NOT NULL, closed BOOLEAN NOT NULL',
      outputMode: 'append',
      timeout: 'EventTimeTimeout',
    },
    function* (id, rows, state) {
      const n = (state.getOption()?.n ?? 0) + [...rows].length
      if (state.hasTimedOut) state.remove()
      else {
        state.update({ n })
        state.setTimeoutTimestamp(state.getCurrentWatermarkMs() + 300_000)
      }
      yield { id, n, closed: state.hasTimedOut }
    },
  )

const queries = [
  joined.writeStream
    .outputMode('append')
    .trigger({ availableNow: true })
    .option('checkpointLocation', join(folder, 'checkpoint', 'joined'))
    .foreachBatch(written('joined'))
    .start(),
  groups.writeStream
    .outputMode('append')
    .trigger({ availableNow: true })
    .option('checkpointLocation', join(folder, 'checkpoint', 'groups'))
    .foreachBatch(written('groups'))
    .start(),
]
for (const query of queries) await query.awaitTermination()
await session.stop()
