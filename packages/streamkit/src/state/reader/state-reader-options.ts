import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { OptionReader } from '../../contracts/source.ts'
import { IllegalArgumentException } from '../../errors/streamkit-error.ts'

/** What `format('statestore')` is asked for. */
export interface StateReaderOptions {
  readonly checkpoint: string
  readonly operatorId: number
  /** Null: the last committed batch. */
  readonly batchId: number | null
  readonly part: PartChoice
  /** Whether elements of lists and entries of maps are rows of their own. */
  readonly isFlat: boolean
  /** The batch whose snapshot is to be read first; null: the newest that fits. */
  readonly snapshotStartBatchId: number | null
  /** Null: the state itself is read. */
  readonly changes: { readonly start: number; readonly end: number | null } | null
}

/** Which of the things in a store: at most one of them is said. */
export type PartChoice =
  | { readonly kind: 'default' }
  | { readonly kind: 'store'; readonly name: string }
  | { readonly kind: 'joinSide'; readonly side: 'left' | 'right' }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'timers' }

export interface StateReaderContext {
  readonly options: OptionReader
  readonly paths: readonly string[]
}

/** Reads the options of the state reader. Throws STDS_INVALID_OPTION_VALUE, STDS_CONFLICT_OPTIONS, STDS_REQUIRED_OPTION_UNSPECIFIED. */
export function stateReaderOptions(context: StateReaderContext): StateReaderOptions {
  const { options } = context
  const number = (name: string) => batchNumber(options, name) ?? null
  const partition = number('snapshotPartitionId')
  if (partition !== null && partition !== 0) throw invalid('snapshotPartitionId', 'there is only partition 0')
  const isFlat = options.boolean('flattenCollectionTypes', true)
  const batchId = number('batchId')
  const snapshotStartBatchId = number('snapshotStartBatchId')
  const changes = changeRange(options)
  if (changes !== null && batchId !== null) throw conflict(['batchId', 'readChangeFeed'])
  if (changes !== null && !isFlat) throw conflict(['flattenCollectionTypes', 'readChangeFeed'])
  if (changes !== null && snapshotStartBatchId !== null) throw conflict(['snapshotStartBatchId', 'readChangeFeed'])
  return {
    checkpoint: checkpointPath(context),
    operatorId: number('operatorId') ?? 0,
    batchId,
    part: partChoice(options),
    isFlat,
    snapshotStartBatchId,
    changes,
  }
}

/** The folder of the checkpoint: the path of `load`, or the option `path`. */
export function checkpointPath({ options, paths }: StateReaderContext): string {
  const path = options.string('path') ?? paths[0]
  if (path === undefined) throw new IllegalArgumentException('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'path' })
  if (paths.length > 1) throw invalid('path', 'one checkpoint is read at a time')
  return resolve(path.startsWith('file:') ? fileURLToPath(path) : path)
}

export function invalid(optionName: string, message: string): IllegalArgumentException {
  return new IllegalArgumentException('STDS_INVALID_OPTION_VALUE.WITH_MESSAGE', { optionName, message })
}

function batchNumber(options: OptionReader, optionName: string): number | undefined {
  const number = options.integer(optionName)
  if (number !== undefined && number < 0) {
    throw new IllegalArgumentException('STDS_INVALID_OPTION_VALUE.IS_NEGATIVE', { optionName })
  }
  return number
}

/** A text that says something. */
function text(options: OptionReader, optionName: string): string | undefined {
  const given = options.string(optionName)
  if (given === '') throw new IllegalArgumentException('STDS_INVALID_OPTION_VALUE.IS_EMPTY', { optionName })
  return given
}

function conflict(options: readonly string[]): IllegalArgumentException {
  return new IllegalArgumentException('STDS_CONFLICT_OPTIONS', { options: options.join(', ') })
}

function changeRange(options: OptionReader): { readonly start: number; readonly end: number | null } | null {
  const start = batchNumber(options, 'changeStartBatchId')
  const end = batchNumber(options, 'changeEndBatchId')
  if (!options.boolean('readChangeFeed', false)) {
    if (start !== undefined) throw invalid('changeStartBatchId', 'it needs the option readChangeFeed')
    if (end !== undefined) throw invalid('changeEndBatchId', 'it needs the option readChangeFeed')
    return null
  }
  if (start === undefined) {
    throw new IllegalArgumentException('STDS_REQUIRED_OPTION_UNSPECIFIED', { optionName: 'changeStartBatchId' })
  }
  if (end !== undefined && end < start) throw invalid('changeEndBatchId', 'it is before changeStartBatchId')
  return { start, end: end ?? null }
}

function partChoice(options: OptionReader): PartChoice {
  const choices: PartChoice[] = []
  const store = text(options, 'storeName')
  const side = options.string('joinSide')?.toLowerCase() ?? 'none'
  const variable = text(options, 'stateVarName')
  if (store !== undefined && store !== 'default') choices.push({ kind: 'store', name: store })
  if (side === 'left' || side === 'right') choices.push({ kind: 'joinSide', side })
  else if (side !== 'none') throw invalid('joinSide', 'it is left, right or none')
  if (variable !== undefined) choices.push({ kind: 'variable', name: variable })
  if (options.boolean('readRegisteredTimers', false)) choices.push({ kind: 'timers' })
  if (choices.length > 1) throw conflict(['storeName', 'joinSide', 'stateVarName', 'readRegisteredTimers'])
  return choices[0] ?? { kind: 'default' }
}
