import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { parseDdl, type StructType, simpleString } from '@streamkit/core/connector'
import { describe, expect, test } from 'vitest'
import { canonicalRows } from './support/canonical-value.ts'
import { parquetSession, rejected, temporaryFolder } from './support/parquet-session.ts'
import { hasSpark, sparkSays, whichSpark } from './support/pyspark.ts'
import { randomNumbers, randomRows } from './support/random-rows.ts'

// What Spark writes is read here, and what is written here is read by Spark, value for value.

const everyType =
  'id BIGINT NOT NULL, b BOOLEAN, i8 TINYINT, i16 SMALLINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, dec9 DECIMAL(9,2), dec15 DECIMAL(15,3), ' +
  'dec18 DECIMAL(18,4), dec38 DECIMAL(38,10), s STRING, bin BINARY, dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, l ARRAY<INT>, ' +
  'ls ARRAY<STRUCT<a: BIGINT, b: ARRAY<STRING>>>, m MAP<STRING, DECIMAL(20,2)>, mi MAP<INT, ARRAY<DATE>>, ' +
  'st STRUCT<x: TINYINT, y: STRUCT<z: TIMESTAMP, w: BINARY>>, ll ARRAY<ARRAY<DOUBLE>>, ms MAP<STRING, STRUCT<a: INT, m: MAP<STRING, BOOLEAN>>>'

/** How Spark is told to write, by name. */
const ways: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  plain: {},
  gzip: { compression: 'gzip' },
  zstd: { compression: 'zstd', 'parquet.writer.version': 'PARQUET_2_0' },
  lz4: { compression: 'lz4_raw', 'parquet.enable.dictionary': 'false' },
  hadoopLz4: { compression: 'lz4' },
  none: { compression: 'none', 'parquet.writer.version': 'PARQUET_2_0', 'parquet.enable.dictionary': 'false' },
  smallPages: { 'parquet.page.size': '128', 'parquet.block.size': '4096', 'parquet.page.row.count.limit': '7' },
  micros: { 'spark.sql.parquet.outputTimestampType': 'TIMESTAMP_MICROS' },
  legacy: { 'spark.sql.parquet.writeLegacyFormat': 'true' },
}

async function readRows(folder: string, schema: StructType): Promise<readonly unknown[]> {
  const frame = parquetSession().read().format('parquet').schema(schema).load(folder)
  return canonicalRows(frame.columnBatches(), schema)
}

describe.skipIf(!hasSpark)(`with pyspark (${whichSpark})`, () => {
  test('random rows of every type survive Spark, StreamKit and Spark again', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder()
    const schema = parseDdl(everyType)
    const rows = randomRows(schema, 400, randomNumbers(20_261_124)).map((row, i) => [String(i), ...row.slice(1)])
    sparkSays(
      { rows, ways, folder, ddl: everyType },
      `
from pyspark.sql.types import StructType
schema = StructType.fromDDL(given['ddl'])
frame = frame_of(spark, given['rows'], schema).coalesce(1)
for name, options in given['ways'].items():
    conf = {k: v for k, v in options.items() if k.startswith('spark.')}
    for k, v in conf.items(): spark.conf.set(k, v)
    frame.write.options(**{k: v for k, v in options.items() if k not in conf}).parquet(given['folder'] + '/' + name)
    for k in conf: spark.conf.unset(k)
result = 0`,
    )
    for (const name of Object.keys(ways)) {
      const read = await readRows(`${folder}/${name}`, schema)
      for (const [i, row] of read.entries()) expect({ name, i, row }).toEqual({ name, i, row: rows[i] })
      expect(read.length).toBe(rows.length)
    }
    const session = parquetSession()
    const inferred = await session.read().format('parquet').loadAsync(`${folder}/plain`)
    expect(simpleString(inferred.schema)).toBe(simpleString(schema))

    const frame = session.read().format('parquet').schema(schema).load(`${folder}/plain`)
    const compressions = ['snappy', 'gzip', 'none', 'zstd'] as const
    for (const compression of compressions) {
      await frame.write
        .format('parquet')
        .options({ compression, 'parquet.block.size': 8192 })
        .save(`${folder}/ours/${compression}`)
    }
    const back = sparkSays(
      { folders: compressions.map((name) => `${folder}/ours/${name}`) },
      `result = [[f.schema.simpleString(), encode_rows(f.orderBy('id'))] for f in [spark.read.parquet(d) for d in given['folders']]]`,
    )
    for (const [text, values] of back as [string, unknown[]][]) {
      expect(text).toBe(simpleString(schema))
      for (const [i, row] of values.entries()) expect({ i, row }).toEqual({ i, row: rows[i] })
      expect(values.length).toBe(rows.length)
    }
  })

  test('the statistics that StreamKit writes lead Spark to no wrong row', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder()
    const ddl =
      'id BIGINT, i8 TINYINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, dec9 DECIMAL(9,2), dec18 DECIMAL(18,4), dec38 DECIMAL(38,10), s STRING, bin BINARY, dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, b BOOLEAN'
    const schema = parseDdl(ddl)
    const rows = randomRows(schema, 300, randomNumbers(7)).map((row, i) => [String(i), ...row.slice(1)])
    mkdirSync(`${folder}/in`)
    sparkSays(
      { rows, folder, ddl },
      `
from pyspark.sql.types import StructType
frame_of(spark, given['rows'], StructType.fromDDL(given['ddl'])).repartition(10, 'id').sortWithinPartitions('id').write.parquet(given['folder'] + '/in', mode='overwrite')
result = 0`,
    )
    const frame = parquetSession().read().format('parquet').schema(schema).load(`${folder}/in`)
    await frame.write.format('parquet').option('parquet.block.size', 1).save(`${folder}/out`)
    const counts = sparkSays(
      { folder },
      `
frame = spark.read.parquet(given['folder'] + '/out')
result = {'groups': 0, 'differences': [], 'count': frame.count()}
def counted(on):
    spark.conf.set('spark.sql.parquet.filterPushdown', on)
    found = []
    for field in frame.schema.fields:
        column = F.col(field.name)
        values = sorted(r[0] for r in frame.select(column.cast('string')).where(column.isNotNull()).distinct().collect())
        constants = [F.lit(v).cast(field.dataType) for v in (values[0], values[len(values) // 2], values[-1])]
        tests = [column.isNull()] + [t for v in constants for t in (column == v, column <= v, column > v)]
        counts = [frame.where(t).agg(F.lit(i).alias('i'), F.count('*').alias('n')) for i, t in enumerate(tests)]
        whole = counts[0]
        for one in counts[1:]: whole = whole.union(one)
        found.append([field.name, sorted([r.i, r.n] for r in whole.collect())])
    return found
a = counted('false')
b = counted('true')
result['differences'] = [[x, y] for x, y in zip(a, b) if x != y]`,
    ) as { differences: unknown[]; count: number }
    expect(counts.differences).toEqual([])
    expect(counts.count).toBe(rows.length)
  })

  test('Spark reads a folder of the streaming file sink by its log, and StreamKit one of Spark', {
    timeout: 300_000,
  }, async () => {
    const folder = temporaryFolder()
    const session = parquetSession()
    const input = session.memoryStream('n INT, k STRING')
    const query = input
      .toDF()
      .writeStream.format('parquet')
      .partitionBy('k')
      .option('checkpointLocation', `${folder}/checkpoint`)
      .start(`${folder}/ours`)
    input.addData({ n: 1, k: 'a' }, { n: 2, k: 'b' })
    await query.processAllAvailable()
    input.addData({ n: 3, k: 'a' })
    await query.processAllAvailable()
    await query.stop()
    // what no entry of the log names belongs to no batch
    const stray = readdirSync(`${folder}/ours/k=a`).find((name) => name.endsWith('.parquet')) as string
    copyFileSync(`${folder}/ours/k=a/${stray}`, `${folder}/ours/k=a/part-00077-stray.c000.snappy.parquet`)
    const theirs = sparkSays(
      { folder },
      `
d = given['folder']
frame = spark.read.parquet(d + '/ours')
result = sorted([r.n, r.k] for r in frame.collect())
stream = spark.readStream.schema(frame.schema).parquet(d + '/ours').writeStream.format('parquet').option('checkpointLocation', d + '/c').trigger(availableNow=True).start(d + '/theirs')
stream.awaitTermination()`,
    )
    expect(theirs).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'a'],
    ])
    const file = readdirSync(`${folder}/theirs`).find((name) => name.endsWith('.parquet')) as string
    copyFileSync(`${folder}/theirs/${file}`, `${folder}/theirs/part-00077-stray-c000.snappy.parquet`)
    const frame = await session.read().format('parquet').loadAsync(`${folder}/theirs`)
    expect(await frame.orderBy('n').collect()).toEqual([
      { n: 1, k: 'a' },
      { n: 2, k: 'b' },
      { n: 3, k: 'a' },
    ])
  })

  test('old times in INT96 and of the old calendar are read exactly or refused', { timeout: 300_000 }, async () => {
    const folder = temporaryFolder()
    sparkSays(
      { folder },
      `
d = given['folder']
frame = spark.sql("SELECT timestamp'1950-02-03 04:05:06.789123' AS t, date'1950-02-03' AS d UNION ALL SELECT timestamp'2024-12-31 23:59:59.999999', date'2024-12-31' UNION ALL SELECT null, null").coalesce(1)
old = spark.sql("SELECT timestamp'1400-02-03 04:05:06' AS t, date'1400-02-03' AS d").coalesce(1)
frame.write.parquet(d + '/int96')
spark.conf.set('spark.sql.parquet.datetimeRebaseModeInWrite', 'LEGACY')
spark.conf.set('spark.sql.parquet.outputTimestampType', 'TIMESTAMP_MICROS')
frame.write.parquet(d + '/new-in-legacy')
old.write.parquet(d + '/old-in-legacy')
result = 0`,
    )
    for (const name of ['int96', 'new-in-legacy']) {
      expect(await readRows(`${folder}/${name}`, parseDdl('t TIMESTAMP, d DATE'))).toEqual([
        [String(Date.UTC(1950, 1, 3, 4, 5, 6, 0) * 1000 + 789_123), String(Date.UTC(1950, 1, 3) / 86_400_000)],
        [String(Date.UTC(2024, 11, 31, 23, 59, 59) * 1000 + 999_999), String(Date.UTC(2024, 11, 31) / 86_400_000)],
        [null, null],
      ])
    }
    for (const ddl of ['t TIMESTAMP', 'd DATE']) {
      const { condition } = await rejected(readRows(`${folder}/old-in-legacy`, parseDdl(ddl)))
      expect(condition).toBe('PARQUET_VALUE_NOT_EXACT')
    }
  })
})
