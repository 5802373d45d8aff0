import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileSystem } from '../contracts/file-system.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import type { SessionEnvironment } from './session-conf.ts'

export interface CheckpointChoice {
  /** The option of the query. */
  readonly option: string | undefined
  /** The folder of the session for queries without the option. */
  readonly sessionFolder: string | undefined
  readonly queryName: string | null
  /** Whether the sink is one for looking, whose queries may forget where they were. */
  readonly mayBeTemporary: boolean
}

/** Where a query keeps its checkpoint; `temporary` folders are removed when it ends. */
export function checkpointFolder(
  choice: CheckpointChoice,
  environment: SessionEnvironment,
): { readonly path: string; readonly temporary: boolean } {
  if (choice.option !== undefined) return { path: localPath(choice.option), temporary: false }
  if (choice.sessionFolder !== undefined) {
    return {
      path: resolve(localPath(choice.sessionFolder), choice.queryName ?? environment.entropy.uuid()),
      temporary: false,
    }
  }
  if (!choice.mayBeTemporary) throw new IllegalArgumentException('CHECKPOINT_LOCATION_REQUIRED', {})
  return { path: `${environment.temporaryFolder}/streamkit-checkpoint-${environment.entropy.uuid()}`, temporary: true }
}

/** An absolute path of a path or a file: URL. */
export function localPath(path: string): string {
  return resolve(path.startsWith('file:') ? fileURLToPath(path) : path)
}

/** Removes a folder and everything below it; best effort. */
export async function removeTree(fileSystem: FileSystem, path: string): Promise<void> {
  try {
    for (const entry of await fileSystem.readdir(path)) {
      const below = `${path}/${entry.name}`
      if (entry.isDirectory && !entry.isSymbolicLink) await removeTree(fileSystem, below)
      else await fileSystem.unlink(below)
    }
    await fileSystem.rmdir(path)
  } catch {
    // What stays behind is a temporary folder that nobody reads.
  }
}
