/** A text file of the repository. */
export interface TextFile {
  readonly path: string
  readonly text: string
}

// written in pieces, so that this file does not find itself
const leftovers = new RegExp(`\\b(?:${['TO', 'FIX'].map((s, i) => s + (i === 0 ? 'DO' : 'ME')).join('|')})\\b`)
const machinePaths = new RegExp(
  `(?<![\\w.])(?:/(?:${['work', 'root'].join('|')})/|/(?:home|Users)/\\w+/|[A-Z]:\\\\Users\\\\)`,
)

/** Unfinished business, and paths that exist on one machine only. */
export function wordViolations(files: readonly TextFile[]): readonly string[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, i) => {
      const found = leftovers.exec(line)?.[0] ?? machinePaths.exec(line)?.[0]
      return found === undefined ? [] : [`${path}:${i + 1}: ${found}`]
    }),
  )
}

/** Places of a lock file that name a registry. */
export function registryViolations(lock: TextFile): readonly string[] {
  return [...lock.text.matchAll(/"resolved": "(https?:[^"]*)"/g)].map((match) => `${lock.path}: ${match[1]}`)
}
