import type { CheckpointReader } from './checkpoint-reader.ts'

/** What the command line asks for, checked. */
export interface CommandOptions {
  /** How many of the newest batches are told of. */
  readonly last: number
  readonly batch: number | null
  readonly operator: number | null
  readonly store: string | null
  /** How many rows of a state are printed. */
  readonly limit: number
}

/** A table of what was found. */
export interface Section {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** A line below it: what it means, or what is left out. */
  readonly note?: string
}

/** The outcome of a command: for people, and the same for programs. */
export interface Report {
  readonly sections: readonly Section[]
  readonly json: unknown
}

export interface Command {
  /** One line for `--help`. */
  readonly summary: string
  run(checkpoint: CheckpointReader, options: CommandOptions): Promise<Report>
}
