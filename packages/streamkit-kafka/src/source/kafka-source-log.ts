import { CheckpointFiles, type SourceContext } from '@streamkit/core/connector'
import { formatKafkaOffsets, type KafkaOffsets, parseKafkaOffsets } from '../offsets/kafka-offsets.ts'

/**
 * What the source itself keeps in the checkpoint. Where a new query begins, kept before its first batch is planned: "latest" would be another place after a crash. Spark's file `sources/0/0`: a zero byte (for readers older than Spark 2.1), the
 * version, the offsets.
 */
export class KafkaSourceLog {
  readonly #files: CheckpointFiles
  readonly #directory: string

  constructor({ fileSystem, entropy, metadataPath }: SourceContext) {
    this.#files = new CheckpointFiles(fileSystem, entropy)
    this.#directory = metadataPath ?? ''
  }

  async read(): Promise<KafkaOffsets | null> {
    await this.#files.makeDirectory(this.#directory)
    const text = await this.#files.read(this.#directory, '0')
    if (text === null) return null
    const json = text.slice(text.indexOf('{'))
    return parseKafkaOffsets(json, { where: `${this.#directory}/0` })
  }

  async write(offsets: KafkaOffsets): Promise<void> {
    await this.#files.writeNew(this.#directory, '0', `\0v1\n${formatKafkaOffsets(offsets)}`)
  }

  /** The ids of topics as they were when the query last ran; a topic that is made anew has another one. Not a file of Spark's, which does not tell them apart. */
  async readTopicIds(): Promise<ReadonlyMap<string, string>> {
    const text = await this.#files.read(this.#directory, topicIdsName)
    return new Map(
      text === null ? [] : Object.entries(JSON.parse(text.slice(text.indexOf('{'))) as Record<string, string>),
    )
  }

  async writeTopicIds(ids: ReadonlyMap<string, string>): Promise<void> {
    await this.#files.replace(this.#directory, topicIdsName, `v1\n${JSON.stringify(Object.fromEntries(ids))}`)
  }
}

const topicIdsName = 'topic-ids'
