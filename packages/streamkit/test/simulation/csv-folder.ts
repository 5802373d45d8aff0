import { csvFormat } from '../../src/connectors/csv/csv-format.ts'
import { fileSource } from '../../src/connectors/file/file-source.ts'
import type { Source } from '../../src/contracts/source.ts'
import { Options } from '../../src/session/option-reader.ts'
import { eventSchema, type SimulatedEvent } from './event-log.ts'
import { mix } from './random.ts'
import type { SimulatedDisk } from './simulated-disk.ts'
import { simulatedFileSystem } from './simulated-file-system.ts'
import type { SimulatedProcess } from './simulated-machine.ts'
import { checkpointPath } from './started-query.ts'

export const inputFolder = '/data/in'
const firstFileMs = Date.UTC(2025, 11, 31)

/** A folder in which somebody else puts whole CSV files, a few events each. */
export class CsvFolder {
  readonly #disk: SimulatedDisk
  readonly #seed: number
  #rows = 0
  #files = 0

  constructor(disk: SimulatedDisk, seed: number) {
    this.#disk = disk
    this.#seed = seed
    disk.place(`${inputFolder}/.keep`, '')
  }

  append(events: readonly SimulatedEvent[]): void {
    for (let from = 0; from < events.length; ) {
      const to = Math.min(events.length, from + 1 + (mix(this.#seed, this.#files) % 3))
      const lines = events
        .slice(from, to)
        .map(({ id, timeMs }) => `${id},${new Date(timeMs).toISOString()},${this.#rows++}\n`)
      const name = `f${String(this.#files).padStart(3, '0')}.csv`
      this.#disk.place(`${inputFolder}/${name}`, `id,time,position\n${lines.join('')}`, firstFileMs + this.#files++)
      from = to
    }
  }

  /** Reads the folder as users do. */
  source(process: SimulatedProcess, maxFilesPerTrigger: number): Source {
    const nothing = () => {}
    const context = {
      options: new Options('csv', { header: true, maxFilesPerTrigger }),
      userSchema: eventSchema,
      schema: eventSchema,
      paths: [inputFolder],
      metadataPath: `${checkpointPath}/sources/0`,
      timeZone: 'UTC',
      fileSystem: simulatedFileSystem(process),
      clock: process.clock,
      entropy: process.entropy,
      logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    }
    return fileSource(context, csvFormat())
  }
}
