import type { StateDescription, StateOperatorDescription } from '../../contracts/state-layout.ts'
import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { CheckpointException } from '../../errors/streamkit-error.ts'
import { corruptedFile, jsonObject } from './metadata-log.ts'

/**
 * Writes what the state of a query is, and refuses a state store that cannot go on with the files of the one before.
 * ```
 * streamkit/state-store              {"provider":"memory","fileFormat":"changelog"}
 * state/<op>/_metadata/metadata      Spark's: v1 \n {"operatorInfo":{"operatorId":0,"operatorName":"dedupe"},"stateStoreInfo":[{"storeName":"default",...}]}
 * state/<op>/_metadata/streamkit     {"parts":[...]}: what keys and values consist of (contracts/state-layout.ts)
 * ```
 */
export async function describeState(
  files: CheckpointFiles,
  checkpoint: string,
  { state, hasBatches }: { readonly state: StateDescription; readonly hasBatches: boolean },
): Promise<void> {
  const directory = `${checkpoint}/streamkit`
  const { provider, fileFormat } = state
  const text = await files.read(directory, 'state-store')
  if (text !== null && hasBatches) {
    const before = jsonObject(text, corruptedFile(`${directory}/state-store`))
    if (before.fileFormat !== fileFormat) {
      throw new CheckpointException('STATE_STORE_PROVIDER_MISMATCH', {
        path: checkpoint,
        before: String(before.provider),
        provider,
      })
    }
  }
  await write(files, { directory, name: 'state-store', text: JSON.stringify({ provider, fileFormat }), before: text })
  for (const operator of state.operators) await describeOperator(files, checkpoint, operator)
}

async function describeOperator(
  files: CheckpointFiles,
  checkpoint: string,
  { operatorId, operatorName, parts }: StateOperatorDescription,
): Promise<void> {
  const directory = `${checkpoint}/state/${operatorId}/_metadata`
  const stateStoreInfo = [{ storeName: 'default', numColsPrefixKey: 0, numPartitions: 1 }]
  const spark = `v1\n${JSON.stringify({ operatorInfo: { operatorId, operatorName }, stateStoreInfo })}`
  const ours = JSON.stringify({ parts })
  const [sparkBefore, oursBefore] = [await files.read(directory, 'metadata'), await files.read(directory, 'streamkit')]
  await files.removeTemporary(directory)
  if (sparkBefore === spark && oursBefore === ours) return
  await files.makeDirectory(directory)
  await write(files, { directory, name: 'metadata', text: spark, before: sparkBefore })
  await write(files, { directory, name: 'streamkit', text: ours, before: oursBefore })
}

interface Writing {
  readonly directory: string
  readonly name: string
  readonly text: string
  readonly before: string | null
}

async function write(files: CheckpointFiles, { directory, name, text, before }: Writing): Promise<void> {
  if (before !== text) await files.replace(directory, name, text)
}
