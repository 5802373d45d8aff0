import type { StateStoreProvider } from '../../src/contracts/state-store.ts'
import { loneProcess } from './lone-process.ts'
import type { SimulatedDisk } from './simulated-disk.ts'
import { checkpointPath } from './started-query.ts'

/** The state after the last committed batch, as text, entry by entry: what a process that starts now would go on with. */
export async function storedState(disk: SimulatedDisk, provider: StateStoreProvider): Promise<readonly string[]> {
  const paths = disk.paths(checkpointPath)
  const commits = paths.flatMap((path) => /\/commits\/(\d+)$/.exec(path)?.[1] ?? []).map(Number)
  const version = Math.max(-1, ...commits) + 1
  const operators = new Set(paths.flatMap((path) => /\/state\/(\d+)\/0\//.exec(path)?.[1] ?? []))
  const { fileSystem, process } = loneProcess({ disk })
  const found: string[] = []
  for (const operator of [...operators].sort()) {
    const directory = `${checkpointPath}/state/${operator}/0`
    const id = { directory, operatorId: Number(operator), storeName: 'default' }
    const store = await provider.open(id, { fileSystem, clock: process.clock })
    try {
      await store.load(version)
      const entries: string[] = []
      // An entry is valid until the next one is asked for.
      for (const { key, value, expiresAt } of store.entries())
        entries.push(`${hex(key)} = ${hex(value)} until ${expiresAt}`)
      found.push(...entries.sort().map((entry) => `operator ${operator} version ${version}: ${entry}`))
    } catch (error) {
      found.push(`operator ${operator} version ${version}: ${String(error)}`)
    } finally {
      await store.close()
    }
  }
  return found
}

function hex({
  bytes,
  start,
  end,
}: {
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}): string {
  return Buffer.from(bytes.subarray(start, end)).toString('hex')
}
