import { IllegalArgumentException } from '../../errors/streamkit-error.ts'
import type { FileStreamOptions } from './file-options.ts'
import { expandAlternatives, isGlob, nameMatcher } from './glob-pattern.ts'

/** Refuses folders to write to whose files would be read again. */
export function assertOutsideSource(
  { cleanSource, badRecordsPath }: Pick<FileStreamOptions, 'cleanSource' | 'badRecordsPath'>,
  paths: readonly string[],
): void {
  const folders = {
    sourceArchiveDir: cleanSource.kind === 'archive' ? cleanSource.directory : null,
    badRecordsPath,
  }
  for (const [option, folder] of Object.entries(folders)) {
    if (folder === null || !overlapsSource(folder, paths)) continue
    const expected = `a folder apart from ${paths.join(', ')}: what is put there must not be read as input`
    throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
      format: 'the file source',
      option,
      value: folder,
      expected,
    })
  }
}

/**
 * Whether what is put into `folder` might be taken for input. As Spark decides it: both paths are cut to the shorter one's depth, and no name may differ. So a
 * folder below the source is refused, and so is one above it.
 */
function overlapsSource(folder: string, paths: readonly string[]): boolean {
  const names = namesOf(folder)
  return paths.some((path) =>
    (isGlob(path) ? expandAlternatives(path) : [path]).some((pattern) =>
      namesOf(pattern)
        .slice(0, names.length)
        .every((part, i) => (isGlob(part) && isGlob(path) ? nameMatcher(part)(names[i] as string) : part === names[i])),
    ),
  )
}

function namesOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}
