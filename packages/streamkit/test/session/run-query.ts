// Runs in a process of its own: reads a folder of CSV files as a stream, once, and prints what came out.
import { concat, createSession, toTimestamp, upper } from '@streamkit/core'

function canGenerate(): boolean {
  try {
    return new Function('return true')()
  } catch {
    return false
  }
}

await using session = createSession()
await session
  .readStream()
  .format('csv')
  .schema('id STRING, day STRING, time STRING, price DECIMAL(10, 2)')
  .option('header', true)
  .load(process.argv[2] as string)
  .withColumn('at', ($) => toTimestamp(concat($.day, ' ', $.time)))
  .withWatermark('at', '1 minute')
  .filter(($) => $.price.isNotNull())
  .dropDuplicates('id', 'at')
  .select(($) => ({ id: upper($.id), at: $.at, twice: $.price.mul(2).cast('decimal(12, 2)') }))
  .writeStream.queryName('out')
  .format('memory')
  .trigger({ availableNow: true })
  .start()
  .awaitTermination()
console.log(JSON.stringify({ generates: canGenerate(), rows: await session.table('out').collect() }))
