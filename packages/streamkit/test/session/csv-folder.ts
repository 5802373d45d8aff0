import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'

/** A folder into which a test puts CSV files, one after the other, as a careful producer does. */
export class CsvFolder {
  readonly path: string
  #files = 0

  constructor(path: string) {
    this.path = path
    mkdirSync(path, { recursive: true })
  }

  put(text: string): string {
    const path = `${this.path}/${String(this.#files).padStart(3, '0')}.csv`
    const temporary = `${this.path}/.${this.#files}.tmp`
    writeFileSync(temporary, text)
    const second = 1_767_225_600 + this.#files++
    utimesSync(temporary, second, second)
    renameSync(temporary, path)
    return path
  }
}
