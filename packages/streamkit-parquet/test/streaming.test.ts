import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { numbers, parquetSession, rejected, temporaryFolder } from './support/parquet-session.ts'

/** Files of ten numbers each, the first of them 0 to 9. */
async function tens(folder: string, count: number): Promise<void> {
  mkdirSync(folder)
  const session = parquetSession()
  for (let i = 0; i < count; i++) {
    const one = `${folder}-parts/${i}`
    await numbers(session, 10)
      .selectExpr(`id + ${i * 10} AS id`)
      .write.format('parquet')
      .save(one)
    const name = readdirSync(one).find((each) => each.endsWith('.parquet')) as string
    copyFileSync(`${one}/${name}`, `${folder}/${String(i).padStart(3, '0')}.parquet`)
  }
}

async function idsIn(folder: string): Promise<readonly number[]> {
  const rows = await parquetSession().read().format('parquet').schema('id BIGINT').load(folder).collect()
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b)
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a stream takes files as they come, and goes on after a restart', async () => {
  const folder = temporaryFolder()
  await tens(`${folder}/in`, 2)
  const copy = async () => {
    const query = parquetSession()
      .readStream()
      .format('parquet')
      .schema('id BIGINT')
      .option('maxFilesPerTrigger', 1)
      .load(`${folder}/in`)
      .writeStream.format('parquet')
      .option('checkpointLocation', `${folder}/checkpoint`)
      .trigger({ availableNow: true })
      .start(`${folder}/out`)
    await query.awaitTermination()
    return query.lastProgress?.batchId
  }
  expect(await copy()).toBe(1)
  expect(await idsIn(`${folder}/out`)).toEqual(upTo(20))
  copyFileSync(`${folder}/in/001.parquet`, `${folder}/in/002.parquet`)
  expect(await copy()).toBe(2)
  expect(await idsIn(`${folder}/out`)).toEqual([...upTo(20), ...upTo(20).slice(10)].sort((a, b) => a - b))
  // the log of the sink names every file, and only these are read
  const log = [0, 1, 2].map((n) => readFileSync(`${folder}/out/_spark_metadata/${n}`, 'utf8'))
  for (const entry of log) expect(entry).toMatch(/\.snappy\.parquet"/)
  copyFileSync(`${folder}/in/000.parquet`, `${folder}/out/part-00099-stray-c000.snappy.parquet`)
  expect(await idsIn(`${folder}/out`)).toHaveLength(30)
})

test('a process that is killed again and again leaves each row once', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder()
  await tens(`${folder}/in`, 12)
  const program = fileURLToPath(new URL('support/copy-program.ts', import.meta.url))
  let runs = 0
  for (let isDone = false; !isDone; runs++) {
    const child = spawn(process.execPath, ['--conditions=@streamkit/source', program, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(child, 'exit')
    // the first runs are killed as their sink is at work: after as many batches as they have come to
    let batches = 0
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') isDone = true
      else if (runs < 4 && ++batches > runs) child.kill('SIGKILL')
    }
    await exited
    expect(runs).toBeLessThan(20)
  }
  expect(runs).toBeGreaterThan(1)
  expect(existsSync(`${folder}/out/_spark_metadata`)).toBe(true)
  expect(await idsIn(`${folder}/out`)).toEqual(upTo(120))
})

test('partitioned output of a stream is read back with its columns', async () => {
  const folder = temporaryFolder()
  const session = parquetSession()
  const input = session.memoryStream('k STRING, n INT')
  const query = input
    .toDF()
    .writeStream.format('parquet')
    .partitionBy('k')
    .option('checkpointLocation', `${folder}/checkpoint`)
    .start(`${folder}/out`)
  input.addData({ k: 'a', n: 1 }, { k: null, n: 2 })
  await query.processAllAvailable()
  input.addData({ k: 'a', n: 3 })
  await query.processAllAvailable()
  await query.stop()
  const frame = await session.read().format('parquet').loadAsync(`${folder}/out`)
  expect(await frame.orderBy('n').collect()).toEqual([
    { n: 1, k: 'a' },
    { n: 2, k: null },
    { n: 3, k: 'a' },
  ])
})

test('a corrupt file ends a stream with its name, or is passed over and counted', async () => {
  const folder = temporaryFolder()
  await tens(`${folder}/in`, 1)
  const { writeFileSync } = await import('node:fs')
  writeFileSync(`${folder}/in/broken.parquet`, 'PAR1 this is not one PAR1')
  const start = (ignoreCorruptFiles: boolean) =>
    parquetSession()
      .readStream()
      .format('parquet')
      .schema('id BIGINT')
      .option('ignoreCorruptFiles', ignoreCorruptFiles)
      .load(`${folder}/in`)
      .writeStream.format('parquet')
      .option('checkpointLocation', `${folder}/checkpoint`)
      .trigger({ availableNow: true })
      .start(`${folder}/out`)
  const { condition, message } = await rejected(start(false).awaitTermination())
  expect(condition).toBe('FILE_CORRUPT.PARQUET')
  expect(message).toContain('broken.parquet')
  await start(true).awaitTermination()
  expect(await idsIn(`${folder}/out`)).toEqual(upTo(10))
})
