import { mkdirSync } from 'node:fs'
import { parseDdl, simpleString, type StructType } from '@streamkit/core/connector'
import { describe, expect, test } from 'vitest'
import { canonicalRows } from './support/canonical-value.ts'
import { parquetSession, temporaryFolder } from './support/parquet-session.ts'
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
      await frame.write.format('parquet').options({ compression, 'parquet.block.size': 8192 }).save(`${folder}/ours/${compression}`)
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
    const ddl = 'id BIGINT, i8 TINYINT, i32 INT, i64 BIGINT, f FLOAT, d DOUBLE, dec9 DECIMAL(9,2), dec18 DECIMAL(18,4), dec38 DECIMAL(38,10), s STRING, bin BINARY, dt DATE, ts TIMESTAMP, ntz TIMESTAMP_NTZ, b BOOLEAN'
    const schema = parseDdl(ddl)
    const rows = randomRows(schema, 300, randomNumbers(7)).map((row, i) => [String(i), ...row.slice(1)])
    mkdirSync(`${folder}/in`)
    sparkSays(
      { rows, folder, ddl },
      `
from pyspark.sql.types import StructType
frame_of(spark, given['rows'], StructType.fromDDL(given['ddl'])).repartition(40, 'id').sortWithinPartitions('id').write.parquet(given['folder'] + '/in', mode='overwrite')
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
        values = [r[0] for r in frame.select(field.name).where(F.col(field.name).isNotNull()).distinct().limit(8).collect()]
        if field.name == 'ntz' or field.name == 'ts': values = [v for v in values if v.year > 1]
        column = F.col(field.name)
        tests = [column.isNull()] + [t for v in sorted(values, key=str) for t in (column == F.lit(v), column <= F.lit(v), column > F.lit(v))]
        row = frame.agg(*[F.lit(1)]).collect()
        found.append([field.name, [frame.where(t).count() for t in tests]])
    return found
a = counted('false')
b = counted('true')
result['differences'] = [[x, y] for x, y in zip(a, b) if x != y]`,
    ) as { differences: unknown[]; count: number }
    expect(counts.differences).toEqual([])
    expect(counts.count).toBe(rows.length)
  })
})
