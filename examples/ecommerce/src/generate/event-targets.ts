import { CsvFolderTarget } from './csv-folder-target.ts'
import { type EventTarget, TargetError } from './event-target.ts'
import { KafkaTarget } from './kafka-target.ts'

/** What a target may need to be opened. */
export interface EventTargetOptions {
  readonly dataFolder: string
  /** Addresses of Kafka's brokers, `host:port`. */
  readonly brokers?: string | undefined
}

/** Every target by the name used on the command line: a new one is a new file and its line here. */
export const eventTargets = {
  csv: ({ dataFolder }) => new CsvFolderTarget(dataFolder),
  kafka: ({ brokers }) => {
    if (brokers === undefined) throw new TargetError('Kafka needs the address of a broker: --brokers host:port.')
    return new KafkaTarget(brokers)
  },
} as const satisfies Record<string, (options: EventTargetOptions) => EventTarget>

export type EventTargetName = keyof typeof eventTargets
