import type { FileReadRequest } from '../contracts/file-format.ts'
import { ExecutionException } from '../errors/streamkit-error.ts'
import type { ParseMode } from './parse-mode.ts'
import { readFailure } from './read-failure.ts'

/** A record that is not what the schema says. */
export interface MalformedRecord {
  /** Where it begins, from 1. */
  readonly line: number
  readonly text: string
  /** The first column that was bad, null if the record as a whole was. */
  readonly column: string | null
  readonly reason: string
  /** A column without value must have one: it can never become a row. */
  readonly isIncomplete: boolean
  /** What was wrong, for the error of the mode FAILFAST. */
  readonly cause?: ExecutionException | undefined
}

/**
 * Decides about the malformed records of a file, one after the other: with a place for bad records they go there and nowhere else; without one the mode
 * decides. Counts them by reason until `report`.
 */
export class MalformedRecords {
  readonly #path: string
  readonly #mode: ParseMode
  readonly #request: Pick<FileReadRequest, 'badRecords' | 'report'>
  readonly #reasons = new Map<string, number>()

  constructor(path: string, mode: ParseMode, request: Pick<FileReadRequest, 'badRecords' | 'report'>) {
    this.#path = path
    this.#mode = mode
    this.#request = request
  }

  /** Whether the record becomes a row all the same. Throws in the mode FAILFAST. */
  keeps(record: MalformedRecord): boolean {
    const { line, text, column, reason } = record
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1)
    const { badRecords } = this.#request
    if (badRecords !== null) {
      badRecords.write({ file: this.#path, line, text, column, reason })
      return false
    }
    if (this.#mode === 'failFast') {
      // the record itself is not in the text: it may be nobody's business who reads the log
      const parameters = { path: this.#path, line, reason, failFastMode: 'FAILFAST' }
      throw readFailure(
        this.#path,
        new ExecutionException('MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION', parameters, { cause: record.cause }),
      )
    }
    return this.#mode === 'permissive' && !record.isIncomplete
  }

  /** Tells of what was found since the last call. */
  report(): void {
    for (const [reason, count] of this.#reasons) this.#request.report({ kind: 'badRecord', count, reason })
    this.#reasons.clear()
  }
}
