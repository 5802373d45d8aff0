import { CheckpointFiles, type SourceContext } from '@streamkit/core/connector'
import { formatKafkaOffsets, type KafkaOffsets, parseKafkaOffsets } from '../offsets/kafka-offsets.ts'

/**
 * Where a new query begins, kept before its first batch is planned: "latest" would be another place after a crash. Spark's file `sources/0/0`: a zero byte (for readers older than Spark 2.1), the
 * version, the offsets.
 */
export class InitialOffsets {
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
}
