import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that everybody may enter and that is gone after the test; its name tests quoting. */
export async function temporaryFolder(name = 'embedded '): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), name)))
  await chmod(folder, 0o755)
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}
