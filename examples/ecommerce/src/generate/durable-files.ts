import { open } from 'node:fs/promises'

/**
 * Makes the names inside a folder durable: a rename or a new file is only certain to survive a power cut once its
 * folder is synced. Windows cannot open folders and needs no such step.
 */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
