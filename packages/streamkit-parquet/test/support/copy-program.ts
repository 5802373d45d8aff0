/** Copies the numbers in `in` to `out`, a file a batch, and says when a batch is done and when all are: a process for tests to kill. */
import { createSession } from '@streamkit/core'
import { parquet } from '@streamkit/parquet'

const folder = process.argv[2] as string
const nothing = () => {}
const logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
await using session = createSession({ connectors: [parquet()], logger })
const query = session
  .readStream()
  .format('parquet')
  .schema('id BIGINT')
  .option('maxFilesPerTrigger', 1)
  .load(`${folder}/in`)
  .writeStream.format('parquet')
  .option('checkpointLocation', `${folder}/checkpoint`)
  .trigger({ availableNow: true })
  .start(`${folder}/out`)
query.progress$.subscribe(({ batchId }) => console.log(`batch ${batchId}`))
await query.awaitTermination()
console.log('done')
