import type { ListedFile } from './file-lister.ts'
import type { FileLimit } from './file-options.ts'

/** Oldest first (or newest first), files of one time by path: the same files are always read in the same order. */
export function readingOrder(latestFirst: boolean): (a: ListedFile, b: ListedFile) => number {
  const direction = latestFirst ? -1 : 1
  return (a, b) => direction * (a.mtimeMs - b.mtimeMs) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)
}

/** What a batch takes of the files at hand, in order, and what is left. */
export interface Selection {
  readonly taken: readonly ListedFile[]
  readonly left: readonly ListedFile[]
  /** Whether so much is left that the next batch should be cut from it, without another listing. */
  readonly isWorthKeeping: boolean
}

/** Takes files up to the limit, but at least one. `keepRatio`: how much of a batch has to be left to be worth keeping. */
export function selectFiles(files: readonly ListedFile[], limit: FileLimit, keepRatio: number): Selection {
  switch (limit.kind) {
    case 'none':
      return { taken: files, left: [], isWorthKeeping: false }
    case 'files': {
      const left = files.slice(limit.maxFiles)
      const isWorthKeeping = left.length > 0 && left.length >= limit.maxFiles * keepRatio
      return { taken: files.slice(0, limit.maxFiles), left, isWorthKeeping }
    }
    case 'bytes': {
      let count = 0
      let bytes = 0
      while (count < files.length) {
        const { size } = files[count] as ListedFile
        if (count > 0 && bytes + size > limit.maxBytes) break
        bytes += size
        count += 1
      }
      const left = files.slice(count)
      return {
        taken: files.slice(0, count),
        left,
        isWorthKeeping: left.length > 0 && sizeOf(left) >= limit.maxBytes * keepRatio,
      }
    }
  }
}

export function sizeOf(files: readonly ListedFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0)
}
