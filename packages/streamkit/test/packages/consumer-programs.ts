/**
 * A program of somebody who installed all packages: types from a zod schema, a stream with state, a batch
 * read of what it wrote, and the doors of the other packages. It prints what it found as one line of JSON.
 */
export const typedProgram: string = `
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concat, createSession, decimal, isStreamKitError, toTimestamp } from '@streamkit/core'
import type { Connector, Source } from '@streamkit/core/connector'
import { prometheusMetrics } from '@streamkit/core/metrics'
import { formatKafkaOffsets, type KafkaRow, kafkaSchema, parseKafkaOffsets } from '@streamkit/kafka'
import { parquet } from '@streamkit/parquet'
import { postgres, upsert } from '@streamkit/postgres'
import type { EmbeddedPostgres } from '@streamkit/postgres/embedded'
import { z } from 'zod'

const Purchase = z.object({
  event_id: z.string(),
  price: decimal(10, 2),
  quantity: z.int32(),
  event_date: z.iso.date(),
  event_time: z.iso.time(),
})

const folder = await mkdtemp(join(tmpdir(), 'consumer-'))
const line = (n: number) => \`e\${n % 19},\${n}.50,\${n},2026-11-23,12:00:\${String(n % 19).padStart(2, '0')}\`
const header = 'event_id,price,quantity,event_date,event_time'
await writeFile(join(folder, 'a.csv'), [header, ...Array.from({ length: 20 }, (_, n) => line(n)), ''].join('\\n'))

await using session = createSession({ appName: 'consumer', connectors: [postgres(), parquet()] })
const purchases = session
  .readStream()
  .format('csv')
  .schema(Purchase)
  .option('header', true)
  .load(folder)
  .withColumn('event_ts', ($) => toTimestamp(concat($.event_date, ' ', $.event_time)))
  .withColumn('amount', ($) => $.price.mul($.quantity))
  .drop('event_date', 'event_time')
  .withWatermark('event_ts', '10 minutes')
  .dropDuplicates('event_id', 'event_ts')

const found: string[] = []
const query = purchases.writeStream
  .queryName('purchases')
  .trigger({ availableNow: true })
  .option('checkpointLocation', join(folder, '.checkpoint'))
  .foreachBatch(async (batch) => {
    for (const row of await batch.collect()) {
      const id: string = row.event_id
      const at: Date | null = row.event_ts
      found.push(\`\${id} \${at?.toISOString()} \${row.amount}\`)
    }
  })
  .start()
await query.awaitTermination()

const files = session.read().format('csv').schema(Purchase).option('header', true).load(folder)
const again = await files.count()
await files.write.format('parquet').option('compression', 'gzip').save(join(folder, '.parquet'))
const kept = await session.read().format('parquet').loadAsync(join(folder, '.parquet'))
let refusal = ''
try {
  // @ts-expect-error the columns of a schema are known
  purchases.select('no_such_column')
} catch (error) {
  if (isStreamKitError(error)) refusal = error.condition
}

const writer = upsert({ connectionString: 'postgres://localhost/shop', table: 'shop.purchases', key: ['event_id'] })
const offsets = parseKafkaOffsets('{"orders":{"1":2,"0":1}}', { where: 'a test' })
const unused: readonly [Connector?, Source?, KafkaRow?, EmbeddedPostgres?] = []

console.log(
  JSON.stringify({
    rows: found.length,
    first: found[0],
    again,
    kept: (await kept.collect()).length,
    refusal,
    metrics: typeof prometheusMetrics,
    writer: typeof writer,
    offsets: formatKafkaOffsets(offsets),
    columns: kafkaSchema().fields.length,
    unused: unused.length,
  }),
)
`

/** A program in plain JavaScript with nothing but the core and what that needs: no zod, no metrics. */
export const plainProgram: string = `
import { createSession } from '@streamkit/core'

await using session = createSession({ appName: 'plain' })
const rows = Array.from({ length: 20 }, (_, n) => ({ id: n % 10, name: 'n' + n }))
const frame = session.createDataFrame(rows, 'id INT NOT NULL, name STRING')
const found = await frame.filter(($) => $.id.gt(4)).dropDuplicates('id').collect()
console.log(JSON.stringify({ rows: found.length, first: found[0] }))
`

/** Opens the live page of a session and asks for its files; prints their status and type as one line of JSON. */
export const pageProgram: string = `
import { createSession } from '@streamkit/core'

const session = createSession()
const { url } = await session.ui({ port: 0 })
const answers = {}
for (const path of ['/', '/page/app.js', '/page/page.css', '/uplot/uplot.js']) {
  const { status, headers } = await fetch(new URL(path, url))
  answers[path] = [status, headers.get('content-type')]
}
console.log(JSON.stringify(answers))
await session.stop()
`
