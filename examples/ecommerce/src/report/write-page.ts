import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { temporaryPath } from '../generate/temporary-path.ts'

/** Writes a page under its name at once: whoever reloads it sees the old one or the new one, never a half. */
export async function writePage(path: string, page: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const growing = temporaryPath(path)
  await writeFile(growing, page)
  await rename(growing, path)
}
