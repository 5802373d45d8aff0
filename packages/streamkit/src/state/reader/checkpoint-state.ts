import type { Entropy } from '../../contracts/clock.ts'
import type { FileSystem } from '../../contracts/file-system.ts'
import type { StatePart } from '../../contracts/state-layout.ts'
import { CheckpointFiles, orNull } from '../../durable/checkpoint-files.ts'
import { checkpointIo } from '../../durable/checkpoint-io.ts'
import { AnalysisException, CheckpointException } from '../../errors/streamkit-error.ts'
import { invalid, type PartChoice } from './state-reader-options.ts'

/** An operator as the checkpoint describes it. */
export interface OperatorMetadata {
  readonly operatorId: number
  readonly operatorName: string
  readonly numPartitions: number
  readonly parts: readonly StatePart[]
}

/** Looks into a checkpoint without changing anything: also while its query runs. */
export class CheckpointState {
  readonly path: string
  readonly #fileSystem: FileSystem
  readonly #files: CheckpointFiles

  constructor(path: string, environment: { readonly fileSystem: FileSystem; readonly entropy: Entropy }) {
    this.path = path
    this.#fileSystem = environment.fileSystem
    this.#files = new CheckpointFiles(environment.fileSystem, environment.entropy)
  }

  /** Ids of the batches that the commit log has, ascending. */
  async committedBatches(): Promise<readonly number[]> {
    const names = await this.#files.list(`${this.path}/commits`)
    return names
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b)
  }

  /** The last one. Throws STDS_COMMITTED_BATCH_UNAVAILABLE. */
  async lastCommittedBatch(): Promise<number> {
    const last = (await this.committedBatches()).at(-1)
    if (last !== undefined) return last
    throw new AnalysisException('STDS_COMMITTED_BATCH_UNAVAILABLE', { checkpointLocation: this.path })
  }

  /** Ids of the stateful operators, ascending. */
  async operatorIds(): Promise<readonly number[]> {
    const path = `${this.path}/state`
    const entries = await checkpointIo(path, 'listed', () => orNull(this.#fileSystem.readdir(path)))
    return (entries ?? [])
      .filter(({ name, isDirectory }) => isDirectory && /^\d+$/.test(name))
      .map(({ name }) => Number(name))
      .sort((a, b) => a - b)
  }

  /** Throws STDS_FAILED_TO_READ_OPERATOR_METADATA, CHECKPOINT_CORRUPTED. */
  async operator(operatorId: number): Promise<OperatorMetadata> {
    const directory = `${this.path}/state/${operatorId}/_metadata`
    const [spark, ours] = [
      await this.#files.read(directory, 'metadata'),
      await this.#files.read(directory, 'streamkit'),
    ]
    if (spark === null || ours === null) {
      throw new AnalysisException('STDS_FAILED_TO_READ_OPERATOR_METADATA', {
        operatorId,
        checkpointLocation: this.path,
      })
    }
    const [version = '', text = ''] = spark.split('\n')
    const { operatorInfo, stateStoreInfo } = parsed(
      version === 'v1' ? text : '',
      `${directory}/metadata`,
    ) as SparkMetadata
    const { parts } = parsed(ours, `${directory}/streamkit`) as { readonly parts: readonly StatePart[] }
    const numPartitions = stateStoreInfo[0]?.numPartitions ?? 1
    return { operatorId, operatorName: operatorInfo.operatorName, numPartitions, parts }
  }
}

/** The thing in a store that was asked for. Throws STDS_INVALID_OPTION_VALUE. */
export function chosenPart({ operatorName, parts }: OperatorMetadata, choice: PartChoice): StatePart {
  const of = (fits: (part: StatePart) => boolean) => parts.find(fits)
  const names = () => parts.map(({ name }) => name).join(', ')
  switch (choice.kind) {
    case 'default': {
      const part = of(({ name }) => name === 'default') ?? (parts.length === 1 ? parts[0] : undefined)
      if (part !== undefined) return part
      throw invalid('storeName', `${operatorName} has several: choose one of ${names()}`)
    }
    case 'store':
      return of(({ name }) => name === choice.name) ?? missing('storeName', `${operatorName} has ${names()}`)
    case 'joinSide':
      return (
        of(({ joinSide, isRows }) => joinSide === choice.side && isRows === true) ??
        missing('joinSide', `${operatorName} is no join of two streams`)
      )
    case 'variable':
      return (
        of(({ stateVariable }) => stateVariable === choice.name) ??
        missing('stateVarName', `${operatorName} has ${names()}`)
      )
    case 'timers':
      return of(({ isTimers }) => isTimers === true) ?? missing('readRegisteredTimers', `${operatorName} has no timers`)
  }
}

interface SparkMetadata {
  readonly operatorInfo: { readonly operatorName: string }
  readonly stateStoreInfo: readonly { readonly numPartitions: number }[]
}

function missing(option: string, message: string): never {
  throw invalid(option, message)
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new CheckpointException('CHECKPOINT_CORRUPTED', { path, reason: 'it is not what describes state' }, { cause })
  }
}
