import { basename, dirname, join } from 'node:path'

/** Where a file grows before it gets its name: hidden, in the same folder, so that one rename is enough. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp`)
}
