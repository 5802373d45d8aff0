import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { expect, onTestFinished, test } from 'vitest'
import { createSession } from '../../src/index.ts'
import { rowsConnector } from '../files/rows-format.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { conditionsOf, rejection, rememberingLogger } from './test-session.ts'

function rowsSession() {
  const session = createSession({ logger: rememberingLogger(), connectors: [rowsConnector()] })
  onTestFinished(() => session.stop())
  return session
}

/** Files below a folder, without what is hidden, uuids left out. */
function tree(folder: string, below = ''): readonly string[] {
  return readdirSync(`${folder}/${below}`)
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`
      if (name.startsWith('.')) return []
      return statSync(`${folder}/${path}`).isDirectory() ? tree(folder, path) : [path]
    })
    .map((path) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, 'ID'))
    .sort()
}

const ddl = 'n INT, k STRING'

function start(
  folder: string,
  options: Readonly<Record<string, unknown>> = {},
  partitionBy: readonly ('n' | 'k')[] = [],
) {
  const session = rowsSession()
  const input = session.memoryStream(ddl)
  const query = input
    .toDF()
    .writeStream.format('rows')
    .options({ checkpointLocation: `${folder}/checkpoint`, ...options } as never)
    .partitionBy(...partitionBy)
    .start(`${folder}/out`)
  return { session, input, query }
}

test('a batch is files and an entry of the log in the form of Spark', async () => {
  const folder = temporaryFolder()
  const { input, query } = start(folder)
  input.addData({ n: 1, k: 'a' }, { n: 2, k: 'b' })
  await query.processAllAvailable()
  expect(tree(`${folder}/out`)).toEqual(['_spark_metadata/0', 'part-00000-ID-c000.rows'])
  const [, line] = readFileSync(`${folder}/out/_spark_metadata/0`, 'utf8').split('\n')
  const entry = JSON.parse(line as string) as { path: string; size: number; modificationTime: number }
  expect(Object.keys(entry)).toEqual([
    'path',
    'size',
    'isDir',
    'modificationTime',
    'blockReplication',
    'blockSize',
    'action',
  ])
  const path = entry.path.replace('file://', '')
  expect(readFileSync(path, 'utf8')).toBe('{"n":1,"k":"a"}\n{"n":2,"k":"b"}\n')
  expect(entry.size).toBe(statSync(path).size)
  expect(query.lastProgress?.sink).toEqual({ description: `FileSink[file:${folder}/out]`, numOutputRows: 2 })
})

test('partition values become folders, escaped as in Hive', async () => {
  const folder = temporaryFolder()
  const { input, query } = start(folder, {}, ['k'])
  const values = ['a/b', null, '', 'ü=%: *?', '..', 'a/b', 'x\u0000y']
  input.addData(...values.map((k, n) => ({ n, k })))
  await query.processAllAvailable()
  expect(tree(`${folder}/out`)).toEqual(
    [
      '_spark_metadata/0',
      'k=../part-00000-ID.c000.rows',
      'k=__HIVE_DEFAULT_PARTITION__/part-00000-ID.c000.rows',
      'k=a%2Fb/part-00000-ID.c000.rows',
      'k=x%00y/part-00000-ID.c000.rows',
      'k=ü%3D%25%3A %2A%3F/part-00000-ID.c000.rows',
    ].sort(),
  )
  const [file] = readdirSync(`${folder}/out/k=a%2Fb`)
  expect(readFileSync(`${folder}/out/k=a%2Fb/${file}`, 'utf8')).toBe('{"n":0}\n{"n":5}\n')
})

test('files are closed when too many are open or they have enough rows', async () => {
  const folder = temporaryFolder()
  const { session, input, query } = start(folder, { maxOpenFiles: 2, maxRecordsPerFile: 2 }, ['k'])
  for (let i = 0; i < 3; i++) input.addData(...['a', 'b', 'c'].map((k, n) => ({ n: n + 3 * i, k })))
  input.addData({ n: 9, k: 'c' }, { n: 10, k: 'c' })
  await query.processAllAvailable()
  await query.stop()
  const files = tree(`${folder}/out`).filter((name) => name.startsWith('k=c'))
  expect(files).toEqual([0, 1, 2, 3].map((i) => `k=c/part-00000-ID.c00${i}.rows`))
  const read = session.read().format('rows').schema('n INT').load(`${folder}/out`)
  expect((await read.collect()).map(({ n }) => n).sort((a, b) => Number(a) - Number(b))).toEqual([...Array(11).keys()])
})

test('a restart passes over a batch that is in the log, and its rows are there once', async () => {
  const folder = temporaryFolder()
  const out = `${folder}/out`
  const inputs = `${folder}/in`
  mkdirSync(inputs)
  const run = async () => {
    const session = rowsSession()
    const query = session
      .readStream()
      .format('rows')
      .schema(ddl)
      .load(inputs)
      .writeStream.format('rows')
      .option('checkpointLocation', `${folder}/checkpoint`)
      .trigger({ availableNow: true })
      .start(out)
    await query.awaitTermination()
    await session.stop()
  }
  writeFileSync(`${inputs}/a`, '{"n":1,"k":"a"}\n')
  await run()
  // as if the process had died between the log of the sink and the commit
  for (const name of readdirSync(`${folder}/checkpoint/commits`)) rmSync(`${folder}/checkpoint/commits/${name}`)
  await run()
  writeFileSync(`${inputs}/b`, '{"n":2,"k":"b"}\n')
  await run()
  // an attempt that crashed before its entry
  writeFileSync(`${out}/part-00000-orphan-c000.rows`, '{"n":9,"k":"x"}\n')
  const session = rowsSession()
  expect(await session.read().format('rows').schema(ddl).load(out).collect()).toEqual([
    { n: 1, k: 'a' },
    { n: 2, k: 'b' },
  ])
  const seen: unknown[] = []
  await session
    .readStream()
    .format('rows')
    .schema(ddl)
    .load(out)
    .writeStream.foreach((row) => void seen.push(row.n))
    .trigger({ availableNow: true })
    .start()
    .awaitTermination()
  expect(seen).toEqual([1, 2])
})

test('every tenth batch compacts the log; files that are too old leave it', async () => {
  const folder = temporaryFolder()
  const { session, input, query } = start(folder, { logCompactInterval: 3 })
  for (let n = 0; n < 7; n++) {
    input.addData({ n, k: 'a' })
    await query.processAllAvailable()
  }
  await query.stop()
  const log = tree(`${folder}/out`).filter((name) => name.startsWith('_spark'))
  expect(log).toEqual(['0', '1', '2.compact', '3', '4', '5.compact', '6'].map((name) => `_spark_metadata/${name}`))
  expect(readFileSync(`${folder}/out/_spark_metadata/5.compact`, 'utf8').split('\n')).toHaveLength(7)
  expect(await session.read().format('rows').schema(ddl).load(`${folder}/out`).count()).toBe(7)
})

test('a log with an older retention forgets files when it is compacted', async () => {
  const folder = temporaryFolder()
  const { session, input, query } = start(folder, { logCompactInterval: 2, retention: 0 })
  for (let n = 0; n < 4; n++) {
    input.addData({ n, k: 'a' })
    await query.processAllAvailable()
  }
  expect(await session.read().format('rows').schema(ddl).load(`${folder}/out`).count()).toBeLessThan(4)
})

test('compressed files end in what says so', async () => {
  for (const [compression, extension] of [
    ['gzip', '.gz'],
    ['deflate', '.deflate'],
    ['zstd', '.zst'],
    ['none', ''],
  ]) {
    const folder = temporaryFolder()
    const { input, query } = start(folder, { compression })
    input.addData({ n: 1, k: 'a' })
    await query.processAllAvailable()
    expect(tree(`${folder}/out`)[1]).toBe(`part-00000-ID-c000.rows${extension}`)
  }
})

test('what cannot be written is refused when the query is started', () => {
  const folder = temporaryFolder()
  const frame = rowsSession().memoryStream('n INT, k STRING, a ARRAY<INT>').toDF()
  const writer = frame.writeStream.format('rows').option('checkpointLocation', `${folder}/checkpoint`)
  const condition = (name: string) => expect.objectContaining({ condition: name })
  expect(() => writer.start()).toThrow(condition('SINK_PATH_REQUIRED'))
  expect(() => writer.option('path', 'a').start('b')).toThrow(condition('PATH_OPTION_CONFLICT'))
  expect(() => writer.outputMode('update').start(folder)).toThrow(
    condition('STREAMING_OUTPUT_MODE.UNSUPPORTED_DATASOURCE'),
  )
  expect(() => writer.option('compression', 'foo' as never).start(folder)).toThrow(
    condition('CODEC_NOT_AVAILABLE.WITH_AVAILABLE_CODECS_SUGGESTION'),
  )
  expect(() => writer.partitionBy('zz' as never).start(folder)).toThrow(
    condition('PARTITION_COLUMN_NOT_FOUND_IN_SCHEMA'),
  )
  expect(() => writer.partitionBy('k', 'K' as never).start(folder)).toThrow(condition('COLUMN_ALREADY_EXISTS'))
  expect(() => writer.partitionBy('a').start(folder)).toThrow(condition('INVALID_PARTITION_COLUMN_DATA_TYPE'))
  expect(() =>
    frame.select('n').writeStream.format('rows').option('checkpointLocation', folder).partitionBy('n').start(folder),
  ).toThrow(condition('ALL_PARTITION_COLUMNS_NOT_ALLOWED'))
  expect(() => frame.writeStream.format('noop').partitionBy('k').start()).toThrow(condition('UNSUPPORTED_FEATURE'))
  expect(() =>
    frame.writeStream
      .foreach(() => {})
      .partitionBy('k')
      .start(),
  ).toThrow(condition('UNSUPPORTED_FEATURE'))
})

test('a folder with batches of another query is refused, and one that is ahead of the checkpoint', async () => {
  const folder = temporaryFolder()
  const { input, query } = start(folder)
  input.addData({ n: 1, k: 'a' })
  await query.processAllAvailable()
  await query.stop()
  rmSync(`${folder}/checkpoint`, { recursive: true })
  const again = start(folder)
  again.input.addData({ n: 2, k: 'b' })
  expect(conditionsOf(await rejection(again.query.awaitTermination()))).toContain('SINK_CHECKPOINT_LOST')
  rmSync(`${folder}/out/_spark_metadata/.streamkit-query`)
  const third = start(folder)
  third.input.addData({ n: 2, k: 'b' })
  expect(conditionsOf(await rejection(third.query.awaitTermination()))).toContain('SINK_AHEAD_OF_CHECKPOINT')
})
