import type { FileSystem } from '../../contracts/file-system.ts'
import { orNull } from '../../durable/checkpoint-files.ts'

/** What every LMDB file has near its beginning, little-endian. */
const magic = Buffer.of(0xde, 0xc0, 0xef, 0xbe)
const headBytes = 64

/**
 * Removes files in the place of LMDB's that are none of its own: it does not survive opening them. There is nothing in them that the checkpoint has not. Says whether there
 * were any.
 */
export async function removeForeignFiles(fileSystem: FileSystem, directory: string): Promise<boolean> {
  const file = await orNull(fileSystem.open(`${directory}/data.mdb`, 'r'))
  if (file === null) return false
  const head = new Uint8Array(headBytes)
  let length = 0
  try {
    length = await file.read(head, 0)
  } finally {
    await file.close()
  }
  if (Buffer.from(head.buffer, 0, length).includes(magic)) return false
  for (const name of ['data.mdb', 'lock.mdb']) await orNull(fileSystem.unlink(`${directory}/${name}`))
  return true
}
