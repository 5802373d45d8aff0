import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { testSession } from './test-session.ts'

// Files and logs that StreamKit writes are read by Apache Spark, and the other way round: where there is a Python with pyspark (PYSPARK_PYTHON, or python3).

const python = process.env.PYSPARK_PYTHON ?? 'python3'
const hasSpark = spawnSync(python, ['-c', 'import pyspark']).status === 0

/** Runs Python with a session `spark` and a folder `d`; gives what it prints last, as JSON. */
function sparkSays(folder: string, program: string): unknown {
  const script = `
import json
from pyspark.sql import SparkSession
spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false').config('spark.sql.streaming.fileSink.log.compactInterval', '3').getOrCreate()
spark.sparkContext.setLogLevel('OFF')
d = ${JSON.stringify(folder)}
${program}
print(json.dumps(result))
`
  const { stdout, stderr, status } = spawnSync(python, ['-c', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1) as string)
}

const ddl = 'n INT, k STRING, v STRING'
const rows = [
  { n: 1, k: 'a/b', v: 'x' },
  { n: 2, k: null, v: 'q"u,o' },
  { n: 3, k: 'ü=%: *?', v: 'z' },
]

describe.skipIf(!hasSpark)(`with pyspark (${hasSpark ? python : 'there is none: set PYSPARK_PYTHON'})`, () => {
  test('Spark reads a folder of the file sink, in batch and as a stream, and none of its orphans', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder()
    const session = testSession()
    const input = session.memoryStream(ddl)
    const start = (format: 'csv' | 'json') =>
      input
        .toDF()
        .writeStream.format(format)
        .partitionBy('k')
        .options({ checkpointLocation: `${folder}/${format}.checkpoint`, logCompactInterval: 3 })
        .start(`${folder}/${format}`)
    const queries = [start('csv'), start('json')]
    for (let i = 0; i < 5; i++) {
      input.addData(...rows.map((row) => ({ ...row, n: row.n + 3 * i })))
      for (const query of queries) await query.processAllAvailable()
    }
    mkdirSync(`${folder}/csv/k=orphan`)
    writeFileSync(`${folder}/csv/k=orphan/part-00000-0-c000.csv`, '99,lost\n')
    const read = sparkSays(
      folder,
      `
rows = lambda df: sorted([[r.n, r.k, r.v] for r in df.collect()])
csv = spark.read.schema('n int, v string, k string').option('escape', '\\\\').csv(d + '/csv')
js = spark.read.schema('n int, v string, k string').json(d + '/json')
q = spark.readStream.schema('n int, v string, k string').json(d + '/json').writeStream.format('memory').queryName('m').trigger(availableNow=True).start()
q.awaitTermination()
result = [rows(csv), rows(js), rows(spark.table('m'))]`,
    )
    const expected = [0, 1, 2, 3, 4].flatMap((i) => rows.map(({ n, k, v }) => [n + 3 * i, k, v]))
    expect(read).toEqual([expected, expected, expected])
  })

  test('StreamKit reads what the file sink of Spark has written and committed', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/in`)
    for (let i = 0; i < 5; i++) writeFileSync(`${folder}/in/${i}.csv`, `${i},v${i}\n`)
    sparkSays(
      folder,
      `
q = spark.readStream.schema('n int, v string').option('maxFilesPerTrigger', 1).csv(d + '/in').writeStream.format('csv').option('checkpointLocation', d + '/checkpoint').trigger(availableNow=True).start(d + '/out')
q.awaitTermination()
open(d + '/out/part-00000-orphan-c000.csv', 'w').write('99,lost\\n')
result = 0`,
    )
    const session = testSession()
    const read = await session.read().schema('n INT, v STRING').csv(`${folder}/out`).orderBy('n').collect()
    expect(read).toEqual([0, 1, 2, 3, 4].map((n) => ({ n, v: `v${n}` })))
    const seen: unknown[] = []
    await session
      .readStream()
      .schema('n INT, v STRING')
      .csv(`${folder}/out`)
      .writeStream.foreach((row) => void seen.push(row.n))
      .trigger({ availableNow: true })
      .start()
      .awaitTermination()
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4])
  })

  test('Spark reads what a bounded write has made, packed or not', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder()
    const frame = testSession().createDataFrame(rows, ddl)
    for (const compression of ['none', 'gzip', 'deflate'] as const)
      await frame.write.partitionBy('k').json(`${folder}/${compression}`, { compression })
    const read = sparkSays(
      folder,
      `
rows = lambda df: sorted([[r.n, r.k, r.v] for r in df.collect()])
result = [rows(spark.read.schema('n int, v string, k string').json(d + '/' + c)) for c in ['none', 'gzip', 'deflate']]`,
    )
    const expected = rows.map(({ n, k, v }) => [n, k, v])
    expect(read).toEqual([expected, expected, expected])
  })

  test('StreamKit reads what Spark has written by partitions and packed, bounded and as a sink', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/in`)
    writeFileSync(`${folder}/in/0.json`, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    sparkSays(
      folder,
      `
rows = spark.read.schema('n int, k string, v string').json(d + '/in')
for f in ['csv', 'json']:
    for c in ['none', 'gzip', 'deflate']:
        rows.write.partitionBy('k').format(f).option('compression', c).save(d + '/' + f + '-' + c)
        s = spark.readStream.schema('n int, k string, v string').json(d + '/in').writeStream.partitionBy('k').format(f).option('compression', c)
        s.option('checkpointLocation', d + '/checkpoint-' + f + '-' + c).trigger(availableNow=True).start(d + '/sink-' + f + '-' + c).awaitTermination()
result = 0`,
    )
    const session = testSession()
    const expected = rows.map(({ n, v, k }) => ({ n, v, k }))
    for (const format of ['csv', 'json'] as const) {
      for (const compression of ['none', 'gzip', 'deflate']) {
        for (const path of [`${folder}/${format}-${compression}`, `${folder}/sink-${format}-${compression}`]) {
          const frame = session.read().schema('n INT, v STRING, k STRING').format(format).load(path)
          expect(await frame.orderBy('n').collect(), path).toEqual(expected)
          const seen: { readonly n: number | null }[] = []
          await session
            .readStream()
            .schema('n INT, v STRING, k STRING')
            .format(format)
            .load(path)
            .writeStream.foreach((row) => void seen.push(row))
            .trigger({ availableNow: true })
            .start()
            .awaitTermination()
          expect(
            seen.sort((a, b) => (a.n ?? 0) - (b.n ?? 0)),
            path,
          ).toEqual(expected)
        }
      }
    }
  })

  test('Spark reads a sink that is partitioned and packed, with the columns of its folders found', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder()
    const session = testSession()
    const input = session.memoryStream(ddl)
    const packings = ['gzip', 'deflate'] as const
    const formats = ['csv', 'json'] as const
    const queries = formats.flatMap((format) =>
      packings.map((compression) =>
        input
          .toDF()
          .writeStream.format(format)
          .partitionBy('k')
          .options({ checkpointLocation: `${folder}/${format}-${compression}.checkpoint`, compression })
          .start(`${folder}/${format}-${compression}`),
      ),
    )
    input.addData(...rows)
    for (const query of queries) await query.processAllAvailable()
    const read = sparkSays(
      folder,
      `
rows = lambda df: sorted([[r.n, r.k, r.v] for r in df.collect()])
js = [rows(spark.read.json(d + '/json-' + c)) for c in ['gzip', 'deflate']]
cs = [rows(spark.read.schema('n int, v string').option('escape', '\\\\').csv(d + '/csv-' + c)) for c in ['gzip', 'deflate']]
result = js + cs`,
    )
    const expected = rows.map(({ n, k, v }) => [n, k, v])
    expect(read).toEqual([expected, expected, expected, expected])
  })
})
