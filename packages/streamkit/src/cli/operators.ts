import { orNull } from '../durable/checkpoint-files.ts'
import type { CheckpointReader } from './checkpoint-reader.ts'

/** A stateful operator, as Spark's and StreamKit's checkpoints both describe it. */
export interface OperatorOfCheckpoint {
  readonly operatorId: number
  /** Spark's name: `dedupe`. `unknown` where nothing describes it. */
  readonly operatorName: string
  readonly numPartitions: number
  /** Whose state it is: only StreamKit's can be read here. */
  readonly format: 'streamkit' | 'spark'
}

/** The operators that have a folder in `state/`, ascending. */
export async function operatorsOf(checkpoint: CheckpointReader): Promise<readonly OperatorOfCheckpoint[]> {
  const entries = (await orNull(checkpoint.fileSystem.readdir(`${checkpoint.path}/state`))) ?? []
  const ids = entries
    .filter(({ name, isDirectory }) => isDirectory && /^\d+$/.test(name))
    .map(({ name }) => Number(name))
    .sort((a, b) => a - b)
  const operators: OperatorOfCheckpoint[] = []
  for (const operatorId of ids) operators.push(await operatorOf(checkpoint, operatorId))
  return operators
}

async function operatorOf(checkpoint: CheckpointReader, operatorId: number): Promise<OperatorOfCheckpoint> {
  const folder = `${checkpoint.path}/state/${operatorId}`
  const ours = await orNull(checkpoint.fileSystem.stat(`${folder}/_metadata/streamkit`))
  const { operatorName, numPartitions } = described(await metadataText(checkpoint, `${folder}/_metadata`))
  return { operatorId, operatorName, numPartitions, format: ours === null ? 'spark' : 'streamkit' }
}

/** Spark's first version is one file; its second a folder with one a batch, of which the newest counts. */
async function metadataText(checkpoint: CheckpointReader, folder: string): Promise<string | null> {
  const first = await checkpoint.files.read(folder, 'metadata')
  if (first !== null) return first
  const names = await checkpoint.files.list(`${folder}/v2`)
  const newest = names
    .filter((name) => /^\d+$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .at(-1)
  return newest === undefined ? null : checkpoint.files.read(`${folder}/v2`, newest)
}

interface SparkMetadata {
  readonly operatorInfo?: { readonly operatorName?: unknown }
  readonly stateStoreInfo?: readonly { readonly numPartitions?: unknown }[]
}

function described(text: string | null): { readonly operatorName: string; readonly numPartitions: number } {
  const unknown = { operatorName: 'unknown', numPartitions: 0 }
  if (text === null) return unknown
  try {
    const { operatorInfo, stateStoreInfo } = JSON.parse(text.slice(text.indexOf('\n') + 1)) as SparkMetadata
    const partitions = stateStoreInfo?.[0]?.numPartitions
    return {
      operatorName: typeof operatorInfo?.operatorName === 'string' ? operatorInfo.operatorName : 'unknown',
      numPartitions: typeof partitions === 'number' ? partitions : 0,
    }
  } catch {
    return unknown
  }
}
