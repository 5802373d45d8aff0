import { posix, resolve } from 'node:path'

/** A path as the file system contract wants it: absolute, with `/`, without `.`, `..` and doubled or trailing slashes. `file:` URIs are understood. */
export function absolutePath(path: string): string {
  const plain = /^file:/i.test(path) ? path.replace(/^file:(?:\/\/(?=\/))?/i, '') : path
  if (plain.startsWith('/')) return withoutTrailingSlash(posix.normalize(plain))
  return withoutTrailingSlash(resolve(plain).replaceAll('\\', process.platform === 'win32' ? '/' : '\\'))
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}
