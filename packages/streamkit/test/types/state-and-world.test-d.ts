import { expectTypeOf, test } from 'vitest'
import type {
  Clock,
  ExpiredTimerInfo,
  GroupState,
  ListState,
  Logger,
  MapState,
  StatefulProcessor,
  StatefulProcessorHandle,
  TimerValues,
  ValueState,
} from '../../src/index.ts'
import {
  type FileHandle,
  type FileSystem,
  type ManualClock,
  type ProcessIdentity,
  processAllAvailable,
  processIdentity,
  restart,
  type StreamTest,
  stopStream,
} from '../../src/testing.ts'

declare const group: GroupState<{ n: number }>
declare const one: ValueState<{ n: number }>
declare const list: ListState<{ n: number }>
declare const map: MapState<string, { n: number }>
declare const handle: StatefulProcessorHandle
declare const times: TimerValues
declare const expired: ExpiredTimerInfo
declare const processor: StatefulProcessor<string, { n: number }, { n: number }, { m: number }>
declare const clock: Clock
declare const logger: Logger
declare const files: FileSystem
declare const file: FileHandle
declare const own: ProcessIdentity
declare const hand: ManualClock
declare const run: StreamTest<{ n: number }>

test('GroupState', () => {
  expectTypeOf(group.remove).toBeFunction()
  void group.remove()
  // @ts-expect-error wrong arguments
  void group.remove(1)
  expectTypeOf(group.getOption).toBeFunction()
  void group.getOption()
  // @ts-expect-error wrong arguments
  void group.getOption(1)
  expectTypeOf(group.setTimeoutDuration).toBeFunction()
  void group.setTimeoutDuration('1 minute')
  // @ts-expect-error wrong arguments
  void group.setTimeoutDuration(true)
  expectTypeOf(group.setTimeoutTimestamp).toBeFunction()
  void group.setTimeoutTimestamp(new Date(0), 5)
  // @ts-expect-error wrong arguments
  void group.setTimeoutTimestamp(true)
  expectTypeOf(group.getCurrentWatermarkMs).toBeFunction()
  void group.getCurrentWatermarkMs()
  // @ts-expect-error wrong arguments
  void group.getCurrentWatermarkMs(1)
  expectTypeOf(group.getCurrentProcessingTimeMs).toBeFunction()
  void group.getCurrentProcessingTimeMs()
  // @ts-expect-error wrong arguments
  void group.getCurrentProcessingTimeMs(1)
})

test('ValueState', () => {
  expectTypeOf(one.clear).toBeFunction()
  void one.clear()
  // @ts-expect-error wrong arguments
  void one.clear(1)
})

test('ListState', () => {
  expectTypeOf(list.appendValue).toBeFunction()
  void list.appendValue({ n: 1 })
  // @ts-expect-error wrong arguments
  void list.appendValue({ n: 'x' })
  expectTypeOf(list.appendList).toBeFunction()
  void list.appendList([{ n: 1 }])
  // @ts-expect-error wrong arguments
  void list.appendList({ n: 1 })
  expectTypeOf(list.clear).toBeFunction()
  void list.clear()
  // @ts-expect-error wrong arguments
  void list.clear(1)
})

test('MapState', () => {
  expectTypeOf(map.containsKey).toBeFunction()
  void map.containsKey('a')
  // @ts-expect-error wrong arguments
  void map.containsKey(1)
  expectTypeOf(map.updateValue).toBeFunction()
  void map.updateValue('a', { n: 1 })
  // @ts-expect-error wrong arguments
  void map.updateValue('a', 1)
  expectTypeOf(map.removeKey).toBeFunction()
  void map.removeKey('a')
  // @ts-expect-error wrong arguments
  void map.removeKey(1)
  expectTypeOf(map.iterator).toBeFunction()
  void map.iterator()
  // @ts-expect-error wrong arguments
  void map.iterator(1)
  expectTypeOf(map.keys).toBeFunction()
  void map.keys()
  // @ts-expect-error wrong arguments
  void map.keys(1)
  expectTypeOf(map.values).toBeFunction()
  void map.values()
  // @ts-expect-error wrong arguments
  void map.values(1)
  expectTypeOf(map.clear).toBeFunction()
  void map.clear()
  // @ts-expect-error wrong arguments
  void map.clear(1)
})

test('StatefulProcessorHandle', () => {
  expectTypeOf(handle.getQueryInfo).toBeFunction()
  void handle.getQueryInfo()
  // @ts-expect-error wrong arguments
  void handle.getQueryInfo(1)
  expectTypeOf(handle.registerTimer).toBeFunction()
  void handle.registerTimer(5)
  // @ts-expect-error wrong arguments
  void handle.registerTimer('5')
  expectTypeOf(handle.deleteTimer).toBeFunction()
  void handle.deleteTimer(5)
  // @ts-expect-error wrong arguments
  void handle.deleteTimer('5')
  expectTypeOf(handle.listTimers).toBeFunction()
  void handle.listTimers()
  // @ts-expect-error wrong arguments
  void handle.listTimers(1)
})

test('TimerValues', () => {
  expectTypeOf(times.getCurrentProcessingTimeInMs).toBeFunction()
  void times.getCurrentProcessingTimeInMs()
  // @ts-expect-error wrong arguments
  void times.getCurrentProcessingTimeInMs(1)
  expectTypeOf(times.getCurrentWatermarkInMs).toBeFunction()
  void times.getCurrentWatermarkInMs()
  // @ts-expect-error wrong arguments
  void times.getCurrentWatermarkInMs(1)
})

test('ExpiredTimerInfo', () => {
  expectTypeOf(expired.getExpiryTimeInMs).toBeFunction()
  void expired.getExpiryTimeInMs()
  // @ts-expect-error wrong arguments
  void expired.getExpiryTimeInMs(1)
})

test('StatefulProcessor', () => {
  expectTypeOf(processor.init).toBeFunction()
  void processor.init(handle, 'None')
  // @ts-expect-error wrong arguments
  void processor.init(handle, 'Never')
  expectTypeOf(processor.handleInputRows).toBeFunction()
  void processor.handleInputRows('a', [{ n: 1 }], times)
  // @ts-expect-error wrong arguments
  void processor.handleInputRows(1, [], times)
  expectTypeOf(processor.handleExpiredTimer).toBeFunction()
  void processor.handleExpiredTimer('a', times, expired)
  // @ts-expect-error wrong arguments
  void processor.handleExpiredTimer('a', times)
  expectTypeOf(processor.handleInitialState).toBeFunction()
  void processor.handleInitialState('a', { m: 1 }, times)
  // @ts-expect-error wrong arguments
  void processor.handleInitialState('a', { n: 1 }, times)
  expectTypeOf(processor.close).toBeFunction()
  void processor.close()
  // @ts-expect-error wrong arguments
  void processor.close(1)
})

test('Clock', () => {
  expectTypeOf(clock.monotonic).toBeFunction()
  void clock.monotonic()
  // @ts-expect-error wrong arguments
  void clock.monotonic(1)
  expectTypeOf(clock.sleep).toBeFunction()
  void clock.sleep(5)
  // @ts-expect-error wrong arguments
  void clock.sleep('5')
})

test('Logger', () => {
  expectTypeOf(logger.debug).toBeFunction()
  void logger.debug({ a: 1 }, 'x')
  // @ts-expect-error wrong arguments
  void logger.debug('x')
  expectTypeOf(logger.info).toBeFunction()
  void logger.info({ a: 1 }, 'x')
  // @ts-expect-error wrong arguments
  void logger.info('x')
  expectTypeOf(logger.warn).toBeFunction()
  void logger.warn({ a: 1 }, 'x')
  // @ts-expect-error wrong arguments
  void logger.warn('x')
  expectTypeOf(logger.error).toBeFunction()
  void logger.error({ a: 1 }, 'x')
  // @ts-expect-error wrong arguments
  void logger.error('x')
})

test('FileSystem', () => {
  expectTypeOf(files.readFile).toBeFunction()
  void files.readFile('a')
  // @ts-expect-error wrong arguments
  void files.readFile(1)
  expectTypeOf(files.unlink).toBeFunction()
  void files.unlink('a')
  // @ts-expect-error wrong arguments
  void files.unlink(1)
  expectTypeOf(files.mkdir).toBeFunction()
  void files.mkdir('a')
  // @ts-expect-error wrong arguments
  void files.mkdir(1)
  expectTypeOf(files.rmdir).toBeFunction()
  void files.rmdir('a')
  // @ts-expect-error wrong arguments
  void files.rmdir(1)
  expectTypeOf(files.readdir).toBeFunction()
  void files.readdir('a')
  // @ts-expect-error wrong arguments
  void files.readdir(1)
  expectTypeOf(files.stat).toBeFunction()
  void files.stat('a')
  // @ts-expect-error wrong arguments
  void files.stat(1)
  expectTypeOf(files.realpath).toBeFunction()
  void files.realpath('a')
  // @ts-expect-error wrong arguments
  void files.realpath(1)
  expectTypeOf(files.syncDirectory).toBeFunction()
  void files.syncDirectory('a')
  // @ts-expect-error wrong arguments
  void files.syncDirectory(1)
  expectTypeOf(files.rename).toBeFunction()
  void files.rename('a', 'b')
  // @ts-expect-error wrong arguments
  void files.rename('a')
  expectTypeOf(files.link).toBeFunction()
  void files.link('a', 'b')
  // @ts-expect-error wrong arguments
  void files.link('a')
})

test('FileHandle', () => {
  expectTypeOf(file.sync).toBeFunction()
  void file.sync()
  // @ts-expect-error wrong arguments
  void file.sync(1)
  expectTypeOf(file.close).toBeFunction()
  void file.close()
  // @ts-expect-error wrong arguments
  void file.close(1)
})

test('ProcessIdentity', () => {
  expectTypeOf(own.isAlive).toBeFunction()
  void own.isAlive(1, 'x')
  // @ts-expect-error wrong arguments
  void own.isAlive('1', 'x')
})

test('ManualClock', () => {
  expectTypeOf(hand.setTime).toBeFunction()
  void hand.setTime(5)
  // @ts-expect-error wrong arguments
  void hand.setTime(true)
})

test('StreamTest', () => {
  expectTypeOf(run.processAllAvailable).toBeFunction()
  void run.processAllAvailable()
  // @ts-expect-error wrong arguments
  void run.processAllAvailable(1)
  expectTypeOf(run.stopStream).toBeFunction()
  void run.stopStream()
  // @ts-expect-error wrong arguments
  void run.stopStream(1)
  expectTypeOf(run.restart).toBeFunction()
  void run.restart()
  // @ts-expect-error wrong arguments
  void run.restart(1)
  expectTypeOf(run.run).toBeFunction()
  void run.run()
  // @ts-expect-error wrong arguments
  void run.run(1)
  expectTypeOf(run.then).toBeFunction()
  void run.then(() => 1)
  // @ts-expect-error wrong arguments
  void run.then(1)
})

test('actions', () => {
  expectTypeOf(processIdentity()).toEqualTypeOf<ProcessIdentity>()
  expectTypeOf(processAllAvailable().kind).toExtend<string>()
  // @ts-expect-error it takes nothing
  processIdentity(1)
  // @ts-expect-error it takes nothing
  processAllAvailable(1)
  // @ts-expect-error it takes nothing
  stopStream(1)
  // @ts-expect-error it takes nothing
  restart(1)
})
