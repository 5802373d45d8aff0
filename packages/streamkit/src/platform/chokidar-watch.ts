import { watch } from 'chokidar'

/**
 * Tells soon after something changes in or below a folder. A hint that may miss anything (network mounts, overflowing queues): whoever listens lists the folder
 * anyway, only later. Errors of the watcher are swallowed for the same reason.
 *
 * Only folders are watched, by what the system tells of them (`raw`): a watch and a `stat` for each of their files would cost seconds where there are many, and
 * what is told of a file then comes late.
 */
export function watchFolder(path: string, onChange: () => void): () => Promise<void> {
  const watcher = watch(path, {
    ignoreInitial: true,
    persistent: false,
    ignored: (candidate, stats) => candidate !== path && stats?.isDirectory() === false,
  })
  watcher.on('raw', (_event, name) => {
    // whoever writes under a temporary name will rename it
    if (!/\.tmp$/.test(name)) onChange()
  })
  watcher.on('add', onChange)
  watcher.on('change', onChange)
  watcher.on('addDir', onChange)
  watcher.on('error', () => {})
  return () => watcher.close()
}
