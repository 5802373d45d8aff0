import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  earliestOffset,
  formatKafkaOffsets,
  type KafkaOffsets,
  kafkaOffsetsOf,
  latestOffset,
  parseKafkaOffsets,
} from './kafka-offsets.ts'

const where = 'the option startingOffsets'
const standIns = [earliestOffset, latestOffset]

test("Spark's form is read, and the stand-ins where they are allowed", () => {
  expect(parseKafkaOffsets(' {"topicA":{"0":23,"1":-1},\n"topicB":{"0":-2}}', { where, standIns })).toEqual(
    new Map([
      [
        'topicA',
        new Map([
          [0, 23],
          [1, -1],
        ]),
      ],
      ['topicB', new Map([[0, -2]])],
    ]),
  )
})

test('offsets are written in one way only: topics by name, partitions by number', () => {
  const offsets = kafkaOffsetsOf({ orders: { 10: 1, 9: 2 }, __proto: { 0: 5 }, Orders: { 0: 3 } }, { where })
  expect(formatKafkaOffsets(offsets)).toBe('{"Orders":{"0":3},"__proto":{"0":5},"orders":{"9":2,"10":1}}')
  expect(formatKafkaOffsets(new Map())).toBe('{}')
})

const topic = fc.stringMatching(/^[a-zA-Z0-9_-][a-zA-Z0-9._-]{0,20}$/)
const partitions = fc.dictionary(
  fc.integer({ min: 0, max: 2_147_483_647 }).map(String),
  fc.oneof(fc.constant(-1), fc.constant(-2), fc.maxSafeNat()),
  { minKeys: 1, maxKeys: 5 },
)
const anyOffsets: fc.Arbitrary<KafkaOffsets> = fc
  .dictionary(fc.oneof(topic, fc.constantFrom('__proto__', 'constructor')), partitions, { maxKeys: 5 })
  .map(
    (topics) =>
      new Map(
        Object.entries(topics).map(([name, figures]) => [
          name,
          new Map(Object.entries(figures).map(([partition, offset]) => [Number(partition), offset])),
        ]),
      ),
  )

test('what was written is read back, and written again as the same bytes whatever the order was', () => {
  fc.assert(
    fc.property(anyOffsets, (offsets) => {
      const text = formatKafkaOffsets(offsets)
      const read = parseKafkaOffsets(text, { where, standIns })
      expect(read).toEqual(offsets)
      const turned = new Map([...read].reverse().map(([name, figures]) => [name, new Map([...figures].reverse())]))
      expect(formatKafkaOffsets(turned)).toBe(text)
      expect(JSON.parse(text)).toEqual(JSON.parse(text.replaceAll(':', ' : ')))
    }),
  )
})

test.each([
  ['', 'it is not JSON'],
  ['{"a":{"0":1}', 'it is not JSON'],
  ['null', 'no object with a member for each topic'],
  ['[]', 'no object with a member for each topic'],
  ['{"a":1}', 'the topic a has no object with a member for each partition'],
  ['{"a":[1]}', 'the topic a has no object with a member for each partition'],
  ['{"a":{}}', 'the topic a has no partition'],
  ['{"a b":{"0":1}}', '"a b" is no name of a topic'],
  ['{"..":{"0":1}}', '".." is no name of a topic'],
  ['{"a":{"00":1}}', '"00" is no number of a partition'],
  ['{"a":{"-1":1}}', '"-1" is no number of a partition'],
  ['{"a":{"2147483648":1}}', '"2147483648" is no number of a partition'],
  ['{"a":{"0":"1"}}', 'a-0 has no whole number'],
  ['{"a":{"0":1.5}}', 'a-0 has no whole number'],
  ['{"a":{"0":null}}', 'a-0 has no whole number'],
  ['{"a":{"0":9007199254740993}}', 'too large to be kept exactly'],
  ['{"a":{"0":-3}}', 'a-0 has -3, which is not allowed here'],
  ['{"a":{"0":1,"0":2}}', 'there twice'],
  ['{"a":{"0":1},"a":{"0":2}}', 'there twice'],
])('%j is refused: %s', (json, reason) => {
  expect(() => parseKafkaOffsets(json, { where, standIns })).toThrow(
    expect.objectContaining({
      condition: 'INVALID_KAFKA_OFFSETS',
      messageParameters: expect.objectContaining({ where, reason: expect.stringContaining(reason) }),
    }),
  )
})

test('a stand-in is refused where offsets must be exact, and the earliest where reading ends', () => {
  expect(() => parseKafkaOffsets('{"a":{"0":-1}}', { where: 'the checkpoint' })).toThrow('not allowed')
  expect(() => parseKafkaOffsets('{"a":{"0":-2}}', { where, standIns: [latestOffset] })).toThrow('not allowed')
  expect(
    parseKafkaOffsets('{"a":{"0":-1}}', { where, standIns: [latestOffset] })
      .get('a')
      ?.get(0),
  ).toBe(-1)
})
