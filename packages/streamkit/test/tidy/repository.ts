import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type SourceFile, sourceFile } from './source-file.ts'

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL('../../../../', import.meta.url))

/** Every text file that belongs to the repository, from its root, with slashes. */
export const textFiles: readonly string[] = walk('').filter((path) =>
  /\.(?:ts|js|json|md|ya?ml|sql|sh|html|css|txt|example)$|(?:^|\/)(?:run|\.[a-z]+)$/.test(path),
)

/** Every TypeScript source of the workspaces. */
export const sourceFiles: readonly SourceFile[] = textFiles
  .filter(
    (path) => path.endsWith('.ts') && /^(?:packages\/[^/]+|examples\/[^/]+|benchmarks)\/(?:src|test)\//.test(path),
  )
  .map((path) => sourceFile(path, readText(path)))

/** What the rules need of a package.json. */
export interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** The package.json of each workspace. */
export const manifests: ReadonlyMap<string, Manifest> = new Map(
  [...new Set(sourceFiles.map((file) => file.workspace))].map((workspace) => [
    workspace,
    JSON.parse(readText(`${workspace}/package.json`)) as Manifest,
  ]),
)

/** The text of a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function walk(folder: string): string[] {
  const skipped =
    /^(?:node_modules|dist|coverage|data|checkpoints|results|spark-corpus|\.git|\.turbo|\.tsbuild|\.vitepress)$/
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return skipped.test(entry.name) ? [] : walk(path)
      // in a worktree .git is a file, and .env is the user's own
      return entry.isFile() && entry.name !== '.env' && entry.name !== '.git' ? [path] : []
    })
}
