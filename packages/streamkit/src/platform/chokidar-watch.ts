import { watch } from 'chokidar'

/**
 * Tells soon after something changes in or below a folder. A hint that may miss anything (network mounts, overflowing queues): whoever listens lists the folder
 * anyway, only later. Errors of the watcher are swallowed for the same reason.
 */
export function watchFolder(path: string, onChange: () => void): () => Promise<void> {
  const watcher = watch(path, {
    ignoreInitial: true,
    persistent: false,
    ignored: (candidate) => candidate !== path && /\.tmp$/.test(candidate),
  })
  watcher.on('add', onChange)
  watcher.on('change', onChange)
  watcher.on('addDir', onChange)
  watcher.on('error', () => {})
  return () => watcher.close()
}
