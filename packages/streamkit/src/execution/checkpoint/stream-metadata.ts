import type { Entropy } from '../../contracts/clock.ts'
import type { CheckpointFiles } from '../../durable/checkpoint-files.ts'
import { corruptedFile, jsonObject } from './metadata-log.ts'

/**
 * The id of the query, made when its checkpoint is: `metadata` holds `{"id":"<uuid>"}`.
 * A checkpoint that has batches but no id is damaged: a new id would make every sink take it for another query.
 */
export async function queryIdOf(
  files: CheckpointFiles,
  checkpoint: string,
  options: { readonly hasBatches: boolean; readonly entropy: Entropy },
): Promise<string> {
  const text = await files.read(checkpoint, 'metadata')
  if (text !== null) return parseId(text, `${checkpoint}/metadata`)
  if (options.hasBatches) {
    throw corruptedFile(`${checkpoint}/metadata`)('it is missing, but the checkpoint has batches')
  }
  const id = options.entropy.uuid()
  if (await files.writeNew(checkpoint, 'metadata', JSON.stringify({ id }))) return id
  return parseId((await files.read(checkpoint, 'metadata')) ?? '', `${checkpoint}/metadata`)
}

function parseId(text: string, path: string): string {
  const corrupted = corruptedFile(path)
  const { id } = jsonObject(text, corrupted)
  if (typeof id === 'string' && id.length > 0 && id.length <= 200) return id
  throw corrupted('it has no id')
}
