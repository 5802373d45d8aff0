import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import type { StructType } from '../../../src/types/data-type.ts'
import type { FileRows, ScenarioStep } from './scenario.ts'

interface ScenarioFolder {
  readonly path: string
  readonly format: string
  readonly schema: StructType
}

/** The folders of the sources of a scenario, into which each step puts its files under rising modification times. */
export class ScenarioFiles {
  readonly #folders: ReadonlyMap<string, ScenarioFolder>
  #count: number
  #second: number

  /** `firstFile`: the number of the first file that is put, if there are others. */
  constructor(folders: ReadonlyMap<string, ScenarioFolder>, firstFile = 0) {
    this.#folders = folders
    this.#count = firstFile
    this.#second = 1_700_000_000 + firstFile
    for (const { path } of folders.values()) mkdirSync(path, { recursive: true })
  }

  put(step: ScenarioStep): void {
    this.#second += 1
    for (const [name, rows] of Object.entries(step.add ?? {})) this.#write(name, rows)
    for (const [name, files] of Object.entries(step.addFiles ?? {})) {
      for (const rows of files) {
        this.#write(name, rows)
        this.#second += 1
      }
    }
  }

  #write(source: string, rows: FileRows): void {
    const { path, format, schema } = this.#folders.get(source) as ScenarioFolder
    const name = `f${String(this.#count++).padStart(5, '0')}.${format}`
    const names = schema.fields.map((field) => field.name)
    writeFileSync(`${path}/.${name}`, typeof rows === 'string' ? rows : rows.map((row) => line(names, row)).join(''))
    utimesSync(`${path}/.${name}`, this.#second, this.#second)
    renameSync(`${path}/.${name}`, `${path}/${name}`)
  }
}

/** With the blanks of the file that Spark was given: its size counts. */
function line(names: readonly string[], row: readonly unknown[]): string {
  const fields = names.map((name, i) => `${JSON.stringify(name)}: ${JSON.stringify(row[i] ?? null)}`)
  return `{${fields.join(', ').replace(/\{"\$bigint":"(-?\d+)"\}/g, '$1')}}\n`
}
