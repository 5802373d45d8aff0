import { expectTypeOf, test } from 'vitest'
import type {
  KafkaBatchReadOptions,
  KafkaRow,
  KafkaRowWithHeaders,
  KafkaStreamReadOptions,
  KafkaWriteOptions,
} from './index.ts'

test("Spark's names and ours are both typed", () => {
  expectTypeOf({
    'kafka.bootstrap.servers': 'a:1',
    subscribe: ['a', 'b'],
    startingOffsets: { a: { 0: -2 } },
    maxOffsetsPerTrigger: 5,
    maxTriggerDelay: '15m',
  }).toExtend<KafkaStreamReadOptions>()
  expectTypeOf({ bootstrapServers: ['a:1'], topic: 'a' }).toExtend<KafkaWriteOptions>()
})

test('what is for streams only is no option of a batch read, and the other way round', () => {
  expectTypeOf<'maxOffsetsPerTrigger'>().not.toExtend<keyof KafkaBatchReadOptions>()
  expectTypeOf<'endingOffsets'>().not.toExtend<keyof KafkaStreamReadOptions>()
  // @ts-expect-error a limit is a number
  const wrong: KafkaStreamReadOptions = { maxOffsetsPerTrigger: '5' }
  expectTypeOf(wrong).toExtend<object>()
})

test('a record has bytes for key and value, and an exact offset', () => {
  expectTypeOf<KafkaRow['value']>().toEqualTypeOf<Uint8Array | null>()
  expectTypeOf<KafkaRow['offset']>().toEqualTypeOf<bigint>()
  expectTypeOf<KafkaRowWithHeaders>().toExtend<KafkaRow>()
})
