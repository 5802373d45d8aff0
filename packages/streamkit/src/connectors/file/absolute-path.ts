import { posix, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A path as the file system contract wants it: absolute, with `/`, without `.`, `..` and doubled or trailing slashes. `file:` URLs are understood. */
export function absolutePath(path: string): string {
  const local = /^file:/i.test(path) ? fileURLToPath(path) : path
  const absolute = local.startsWith('/') ? local : resolve(local)
  const normal = posix.normalize(/^[A-Za-z]:/.test(absolute) ? absolute.replaceAll('\\', '/') : absolute)
  return normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal
}
