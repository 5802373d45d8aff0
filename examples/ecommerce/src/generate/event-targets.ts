import { CsvFolderTarget } from './csv-folder-target.ts'
import type { EventTarget } from './event-target.ts'

/** What a target may need to be opened. */
export interface EventTargetOptions {
  readonly dataFolder: string
}

/** Every target by the name used on the command line: a new one is a new file and its line here. */
export const eventTargets = {
  csv: ({ dataFolder }) => new CsvFolderTarget(dataFolder),
} as const satisfies Record<string, (options: EventTargetOptions) => EventTarget>

export type EventTargetName = keyof typeof eventTargets
