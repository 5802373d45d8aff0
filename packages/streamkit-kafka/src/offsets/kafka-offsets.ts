import { raise } from '../conditions.ts'
import { isTopicName } from '../topic-name.ts'

/** The offset that stands for the first record which a partition still has. */
export const earliestOffset: -2 = -2
/** The offset that stands for the end of a partition. */
export const latestOffset: -1 = -1

/** A figure for each partition of each topic: offsets, or times. */
export type KafkaOffsets = ReadonlyMap<string, ReadonlyMap<number, number>>

/** The same as a plain object, as users write it: `{ orders: { 0: 123, 1: -2 } }`. */
export type KafkaOffsetsObject = Readonly<Record<string, Readonly<Record<number, number>>>>

/** What figures may stand beside a partition. */
export interface OffsetRules {
  /** Where the offsets are from, for the message: `the option startingOffsets`. */
  readonly where: string
  /**
   * Which stand-ins are allowed beside offsets from 0 on. Default none: what a checkpoint holds is exact.
   * For `startingOffsets` both, for `endingOffsets` the latest.
   */
  readonly standIns?: readonly (typeof earliestOffset | typeof latestOffset)[]
}

const form = '{"topic":{"0":123,"1":-2}}, where -2 is the earliest offset and -1 the latest'

/**
 * Reads offsets in the JSON form of Spark, `{"topic":{"0":123}}`.
 *
 * @throws StreamKitError `INVALID_KAFKA_OFFSETS` if it is not that form: a topic or partition that is none or is
 * there twice, an offset that is not a whole number, that is too large to be exact, or a stand-in that is not allowed
 *
 * @example
 * parseKafkaOffsets('{"orders":{"0":123}}', { where: 'the checkpoint' }).get('orders')?.get(0) // 123
 */
export function parseKafkaOffsets(json: string, rules: OffsetRules): KafkaOffsets {
  let given: unknown
  try {
    given = JSON.parse(json)
  } catch (cause) {
    throw raise('INVALID_KAFKA_OFFSETS', { where: rules.where, reason: 'it is not JSON', form }, { cause })
  }
  const offsets = kafkaOffsetsOf(given, rules)
  // JSON.parse keeps the last of two equal names without a word. No legal name has a colon in it, so they can be counted.
  const names = [...offsets.values()].reduce((sum, partitions) => sum + partitions.size + 1, 0)
  if (json.split(':').length - 1 !== names) throw invalid(rules, 'a topic or a partition is there twice')
  return offsets
}

/**
 * Checks offsets that were handed in as an object, or as parsed JSON.
 *
 * @throws StreamKitError `INVALID_KAFKA_OFFSETS`, as {@link parseKafkaOffsets} does
 */
export function kafkaOffsetsOf(given: unknown, rules: OffsetRules): KafkaOffsets {
  if (!isObject(given)) throw invalid(rules, 'it is no object with a member for each topic')
  return new Map(
    Object.entries(given).map(([topic, partitions]) => {
      if (!isTopicName(topic)) throw invalid(rules, `${JSON.stringify(topic)} is no name of a topic`)
      if (!isObject(partitions))
        throw invalid(rules, `the topic ${topic} has no object with a member for each partition`)
      return [topic, partitionsOf(topic, partitions, rules)] as const
    }),
  )
}

function partitionsOf(topic: string, given: object, rules: OffsetRules): ReadonlyMap<number, number> {
  const entries = Object.entries(given)
  if (entries.length === 0) throw invalid(rules, `the topic ${topic} has no partition`)
  return new Map(
    entries.map(([name, offset]: [string, unknown]) => {
      const partition = Number(name)
      if (!/^(?:0|[1-9]\d*)$/.test(name) || partition > 0x7fff_ffff) {
        throw invalid(rules, `${JSON.stringify(name)} is no number of a partition of ${topic}`)
      }
      return [partition, figureOf(offset, `${topic}-${name}`, rules)] as const
    }),
  )
}

function figureOf(given: unknown, place: string, rules: OffsetRules): number {
  if (typeof given !== 'number' || !Number.isInteger(given)) throw invalid(rules, `${place} has no whole number`)
  if (!Number.isSafeInteger(given)) throw invalid(rules, `the number of ${place} is too large to be kept exactly`)
  if (given >= 0 || rules.standIns?.some((standIn) => standIn === given)) return given
  throw invalid(rules, `${place} has ${given}, which is not allowed here`)
}

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function invalid({ where }: OffsetRules, reason: string): Error {
  return raise('INVALID_KAFKA_OFFSETS', { where, reason, form })
}

/**
 * Writes offsets as JSON, the same bytes for the same offsets: topics by name, partitions by number, no spaces.
 *
 * @example
 * formatKafkaOffsets(new Map([['b', new Map([[10, 1], [9, 2]])], ['a', new Map([[0, 3]])]]))
 * // '{"a":{"0":3},"b":{"9":2,"10":1}}'
 */
export function formatKafkaOffsets(offsets: KafkaOffsets): string {
  const topics = [...offsets].sort(([a], [b]) => (a < b ? -1 : 1))
  const members = topics.map(([topic, partitions]) => {
    const figures = [...partitions].sort(([a], [b]) => a - b).map(([partition, offset]) => `"${partition}":${offset}`)
    return `${JSON.stringify(topic)}:{${figures.join(',')}}`
  })
  return `{${members.join(',')}}`
}
