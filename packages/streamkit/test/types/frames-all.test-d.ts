import { expectTypeOf, test } from 'vitest'
import type {
  BuiltInFormats,
  DataType,
  ForeachWriter,
  MemoryStream,
  Observation,
  OutputExplanation,
  Session,
  StreamingQuery,
  StreamingQueryListener,
  TypeBuilder,
} from '../../src/index.ts'
import {
  type Decimal,
  decimal,
  isStreamKitError,
  parseDataType,
  parseDdl,
  t,
  toDdl,
  treeString,
} from '../../src/index.ts'
import { read, readStream } from './frames.ts'

const schema = 's STRING NOT NULL, n INT NOT NULL'
const rows = read().format('csv').schema(schema).load('in')
const stream = readStream().format('csv').schema(schema).load('in')
declare const query: StreamingQuery
declare const session: Session<BuiltInFormats>
declare const listener: StreamingQueryListener
declare const observation: Observation<{ n: number }>
declare const explanation: OutputExplanation
declare const input: MemoryStream<{ n: number }, BuiltInFormats>
declare const writer: ForeachWriter<{ n: number }>
declare const price: Decimal

test('frames', () => {
  expectTypeOf(rows.alias('r')).toEqualTypeOf(rows)
  expectTypeOf(rows.distinct()).toEqualTypeOf(rows)
  expectTypeOf(rows.where(($) => $.n.gt(1))).toEqualTypeOf(rows)
  expectTypeOf(rows.unionByName(rows).columns).toEqualTypeOf<string[]>()
  expectTypeOf(rows.withColumns(($) => ({ m: $.n })).columns).toEqualTypeOf<string[]>()
  expectTypeOf(rows.showString(5)).toEqualTypeOf<Promise<string>>()
  expectTypeOf(rows.explain('extended')).toEqualTypeOf<string>()
  expectTypeOf(rows.printSchema()).toEqualTypeOf<void>()
  expectTypeOf(rows.logicalPlan).toExtend<object>()
  expectTypeOf(rows.runtime).toExtend<object>()
  // @ts-expect-error wrong arguments
  rows.alias(1)
  // @ts-expect-error wrong arguments
  rows.distinct(1)
  // @ts-expect-error wrong arguments
  rows.where(($) => $.n)
  // @ts-expect-error wrong arguments
  rows.unionByName(stream)
  // @ts-expect-error wrong arguments
  rows.withColumns({ m: 1 })
  // @ts-expect-error wrong arguments
  void stream.showString()
  // @ts-expect-error wrong arguments
  void rows.showString('5')
  // @ts-expect-error wrong arguments
  rows.explain('all')
  // @ts-expect-error wrong arguments
  rows.printSchema(true)
})

test('readers and writers', () => {
  expectTypeOf(read().format('csv').schema(schema).loadAsync('in')).resolves.toEqualTypeOf(rows)
  expectTypeOf(readStream().format('csv').schema(schema).loadAsync('in')).resolves.toEqualTypeOf(stream)
  expectTypeOf(stream.writeStream.queryName('q').format('noop').start()).toEqualTypeOf<StreamingQuery>()
  expectTypeOf(writer.process).toBeFunction()
  // @ts-expect-error wrong arguments
  read().format('csv').schema(schema).loadAsync(1)
  // @ts-expect-error wrong arguments
  readStream().format('csv').schema(schema).loadAsync(1)
  // @ts-expect-error wrong arguments
  stream.writeStream.queryName(1)
  // @ts-expect-error wrong arguments
  stream.writeStream.format('noop').start(1)
  // @ts-expect-error wrong arguments
  void rows.write.format('csv').save(1)
  // @ts-expect-error wrong arguments
  void writer.process({ n: 'x' })
})

test('queries', () => {
  expectTypeOf(query.explain('simple')).toEqualTypeOf<string>()
  expectTypeOf(query.whenStarted()).toEqualTypeOf<Promise<string>>()
  expectTypeOf(query.stop({ timeoutMs: 5 })).toEqualTypeOf<Promise<void>>()
  expectTypeOf(query.awaitTermination()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(query.awaitTermination(5)).toEqualTypeOf<Promise<boolean>>()
  expectTypeOf(query.processAllAvailable()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(explanation.toString()).toEqualTypeOf<string>()
  expectTypeOf(observation.attach()).toBeFunction()
  // @ts-expect-error wrong arguments
  query.explain('all')
  // @ts-expect-error wrong arguments
  void query.whenStarted(1)
  // @ts-expect-error wrong arguments
  void query.stop(5)
  // @ts-expect-error wrong arguments
  void query.awaitTermination('5')
  // @ts-expect-error wrong arguments
  void query.processAllAvailable(1)
  // @ts-expect-error wrong arguments
  explanation.toString(1)
  // @ts-expect-error wrong arguments
  observation.attach(1)
})

test('sessions', () => {
  expectTypeOf(session.streams.awaitAnyTermination()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(session.streams.resetTerminated()).toEqualTypeOf<void>()
  expectTypeOf(session.streams.addListener(listener)).toEqualTypeOf<void>()
  expectTypeOf(session.streams.removeListener(listener)).toEqualTypeOf<void>()
  expectTypeOf(session.createDataFrame([{ n: 1 }], 'n INT').columns).toEqualTypeOf<string[]>()
  expectTypeOf(session.stop()).toEqualTypeOf<Promise<void>>()
  expectTypeOf(input.toDF().isStreaming).toEqualTypeOf<true>()
  // @ts-expect-error wrong arguments
  void session.streams.awaitAnyTermination('5')
  // @ts-expect-error wrong arguments
  session.streams.resetTerminated(1)
  // @ts-expect-error wrong arguments
  session.streams.addListener(1)
  // @ts-expect-error wrong arguments
  session.streams.removeListener(1)
  // @ts-expect-error wrong arguments
  session.createDataFrame([{ n: 'x' }], 'n INT')
  // @ts-expect-error wrong arguments
  void session.stop(1)
  // @ts-expect-error wrong arguments
  input.toDF(1)
})

test('decimals and types', () => {
  expectTypeOf(price.add('1')).toExtend<Decimal>()
  expectTypeOf(price.sub(1)).toExtend<Decimal>()
  expectTypeOf(price.negate()).toExtend<Decimal>()
  expectTypeOf(price.setScale(2)).toExtend<Decimal>()
  expectTypeOf(price.compare(1)).toExtend<number>()
  expectTypeOf(price.toNumber()).toExtend<number>()
  expectTypeOf(price.precision).toExtend<number>()
  expectTypeOf(price.toString()).toExtend<string>()
  expectTypeOf(price.toJSON()).toExtend<string>()
  expectTypeOf(toDdl(parseDdl('n INT'))).toExtend<string>()
  expectTypeOf(treeString(parseDdl('n INT'))).toExtend<string>()
  expectTypeOf(price.equals(1)).toExtend<boolean>()
  expectTypeOf(isStreamKitError(1)).toExtend<boolean>()
  expectTypeOf(parseDataType('int')).toEqualTypeOf<DataType>()
  expectTypeOf(t.int().notNull()).toExtend<TypeBuilder<number>>()
  expectTypeOf(t.int().comment('a number')).toExtend<TypeBuilder<number | null>>()
  // @ts-expect-error wrong arguments
  price.add(true)
  // @ts-expect-error wrong arguments
  price.sub(true)
  // @ts-expect-error wrong arguments
  price.negate(1)
  // @ts-expect-error wrong arguments
  price.setScale('2')
  // @ts-expect-error wrong arguments
  price.compare(true)
  // @ts-expect-error wrong arguments
  price.equals(true)
  // @ts-expect-error wrong arguments
  price.toString(10)
  // @ts-expect-error wrong arguments
  price.toJSON(1)
  // @ts-expect-error wrong arguments
  price.toNumber(1)
  // @ts-expect-error wrong arguments
  isStreamKitError()
  // @ts-expect-error wrong arguments
  parseDataType(1)
  // @ts-expect-error wrong arguments
  parseDdl(1)
  // @ts-expect-error wrong arguments
  toDdl('n INT')
  // @ts-expect-error wrong arguments
  treeString('n INT')
  // @ts-expect-error wrong arguments
  t.int().notNull(1)
  // @ts-expect-error wrong arguments
  t.int().comment(1)
  // @ts-expect-error wrong arguments
  decimal('10')
  // @ts-expect-error wrong arguments
  decimal(10).nullable(1)
  // @ts-expect-error wrong arguments
  decimal(10).optional(1)
})
