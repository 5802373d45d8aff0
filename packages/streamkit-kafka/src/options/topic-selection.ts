import type { OptionReader } from '@streamkit/core/connector'
import { raise } from '../conditions.ts'
import { isTopicName } from '../topic-name.ts'
import { textOf } from './twin-options.ts'

/** What is read: topics by name, topics by pattern, or partitions. */
export type TopicSelection =
  | { readonly kind: 'subscribe'; readonly topics: readonly string[] }
  /** The pattern fits whole names. */
  | { readonly kind: 'pattern'; readonly pattern: RegExp }
  | { readonly kind: 'assign'; readonly partitions: ReadonlyMap<string, readonly number[]> }

const names = ['subscribe', 'subscribePattern', 'assign'] as const

/** Reads which of the three ways was chosen: exactly one must be. */
export function topicSelection(options: OptionReader): TopicSelection {
  const given = names.filter((name) => options.has(name))
  const [name] = given
  const hint = `Choose what to read: .option('subscribe', 'topic1,topic2'), subscribePattern, or assign.`
  if (name === undefined) throw raise('MISSING_KAFKA_OPTION', { option: names.join(', '), hint })
  if (given.length > 1) {
    throw raise('CONFLICTING_KAFKA_OPTIONS', { options: given.join(' and '), reason: 'exactly one is needed', hint })
  }
  switch (name) {
    case 'subscribe':
      return { kind: 'subscribe', topics: topicsOf(options) }
    case 'subscribePattern':
      return { kind: 'pattern', pattern: patternOf(options) }
    case 'assign':
      return { kind: 'assign', partitions: partitionsOf(options) }
  }
}

/** Each topic once, in the order given. */
function topicsOf(options: OptionReader): readonly string[] {
  const text = textOf(options, 'subscribe') ?? ''
  const topics = text
    .split(',')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '')
  const wrong = topics.find((topic) => !isTopicName(topic))
  if (topics.length === 0 || wrong !== undefined) {
    throw invalid('subscribe', wrong ?? text, 'names of topics with commas between them')
  }
  return [...new Set(topics)]
}

function patternOf(options: OptionReader): RegExp {
  const given = options.value('subscribePattern')
  const source = given instanceof RegExp ? given.source : options.string('subscribePattern', '').trim()
  const flags = given instanceof RegExp ? given.flags.replaceAll(/[gy]/g, '') : ''
  try {
    if (source !== '') return new RegExp(`^(?:${source})$`, flags)
  } catch {
    // what is wrong is said below
  }
  throw invalid('subscribePattern', source, 'a regular expression')
}

const partitionForm = 'partitions of topics, such as {"topic":[0,1]}'

function partitionsOf(options: OptionReader): ReadonlyMap<string, readonly number[]> {
  const given = options.value('assign')
  const parsed = typeof given === 'string' ? parseJson(given) : given
  const shown = typeof given === 'string' ? given : JSON.stringify(given)
  const topics = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? Object.entries(parsed) : []
  const partitions = topics.map(([topic, list]: [string, unknown]) => {
    if (!isTopicName(topic) || !isPartitionList(list)) throw invalid('assign', shown, partitionForm)
    return [topic, [...list].sort((a, b) => a - b)] as const
  })
  if (partitions.length === 0) throw invalid('assign', shown, partitionForm)
  return new Map(partitions)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid('assign', text, partitionForm)
  }
}

/** At least one, none twice. */
function isPartitionList(list: unknown): list is readonly number[] {
  if (!Array.isArray(list) || list.length === 0 || new Set(list).size !== list.length) return false
  return list.every((item) => Number.isInteger(item) && item >= 0 && item <= 0x7fff_ffff)
}

function invalid(option: string, value: string, expected: string): Error {
  return raise('INVALID_KAFKA_OPTION', { option, value: JSON.stringify(value), expected })
}
