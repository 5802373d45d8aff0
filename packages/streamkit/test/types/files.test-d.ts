import { describe, expectTypeOf, test } from 'vitest'
import type { Session, StreamingQuery } from '../../src/index.ts'
import type { Formats } from './frames.ts'

declare const session: Session<Formats>
const input = session.memoryStream('id INT, day STRING').toDF()
const table = session.createDataFrame([{ id: 1, day: 'x' }], 'id INT, day STRING')

describe('files', () => {
  test('are written by streams, in folders by columns', () => {
    const writer = input.writeStream
      .format('csv')
      .partitionBy('day')
      .option('header', true)
      .option('compression', 'gzip')
    expectTypeOf(writer.start('out')).toEqualTypeOf<StreamingQuery>()
    input.writeStream
      .format('json')
      .option('retention', '7 days')
      .start('out', { signal: AbortSignal.timeout(1) })
    // @ts-expect-error no such column
    input.writeStream.format('csv').partitionBy('month')
    // @ts-expect-error no such codec
    input.writeStream.format('csv').option('compression', 'rar')
    // @ts-expect-error an option of CSV
    input.writeStream.format('text').option('header', true)
  })
  test('are written by bounded frames', () => {
    expectTypeOf(table.write.partitionBy('day').csv('out', { header: true })).toEqualTypeOf<Promise<void>>()
    void table.write.mode('append').json('out')
    void table.write.text('out', { lineSep: '\n' })
    void table.write.format('csv').option('partitionOverwriteMode', 'dynamic').save('out')
    // @ts-expect-error no such column
    table.write.partitionBy('month')
    // @ts-expect-error an option of CSV
    void table.write.json('out', { header: true })
    // @ts-expect-error a path is needed
    void table.write.text()
    // @ts-expect-error an option of streams
    void table.write.csv('out', { retention: 1 })
  })
})

describe('tables', () => {
  test('are written and read by name', async () => {
    expectTypeOf(input.writeStream.format('csv').toTable('t')).toEqualTypeOf<StreamingQuery>()
    expectTypeOf(table.write.saveAsTable('t')).toEqualTypeOf<Promise<void>>()
    const rows = await session.tableAsync<{ id: number }>('t')
    expectTypeOf(await rows.collect()).toEqualTypeOf<{ id: number }[]>()
    expectTypeOf(session.readStream().table<{ id: number }>('t').isStreaming).toEqualTypeOf<true>()
    expectTypeOf((await session.readStream().tableAsync('t')).isStreaming).toEqualTypeOf<true>()
    // @ts-expect-error a name is needed
    input.writeStream.toTable()
    // @ts-expect-error a name is text
    void table.write.saveAsTable(1)
    // @ts-expect-error a name is needed
    session.tableAsync()
    // @ts-expect-error a name is text
    session.readStream().table(1)
    // @ts-expect-error a name is needed
    session.readStream().tableAsync()
  })
})

describe('several sinks', () => {
  test('take rows of the query', () => {
    const query = input.writeStream.toSinks((rows) => [
      rows
        .where(($) => $.id.gt(1))
        .select('id')
        .writeStream.format('csv')
        .option('path', 'good'),
      rows.writeStream.foreach((row) => {
        expectTypeOf(row).toEqualTypeOf<{ id: number | null; day: string | null }>()
      }),
    ])
    expectTypeOf(query.option('checkpointLocation', 'c').start()).toEqualTypeOf<StreamingQuery>()
    // @ts-expect-error no such column
    input.writeStream.toSinks((rows) => [rows.select('month').writeStream.format('csv')])
    // @ts-expect-error a frame is no writer
    input.writeStream.toSinks((rows) => [rows])
  })
})
