import { ExecutionException } from '../../errors/streamkit-error.ts'
import type { DataType } from '../../types/data-type.ts'
import { valueIdentity } from '../aggregates/value-identity.ts'

/** Makes a map of entries in order. Throws NULL_MAP_KEY, DUPLICATED_MAP_KEY. */
export type MapOfEntries = (entries: Iterable<readonly [key: unknown, value: unknown]>) => Map<unknown, unknown>

/** Keys are told apart by value, nested ones too; 0.0 and -0.0 are one key. */
export function mapOfEntries(keyType: DataType): MapOfEntries {
  const nested = ['array', 'struct', 'binary', 'map'].includes(keyType.kind)
  return (entries) => {
    const out = new Map<unknown, unknown>()
    const seen = nested ? new Set<unknown>() : out
    const identity = valueIdentity(keyType)
    for (const [key, value] of entries) {
      if (key === null) throw new ExecutionException('NULL_MAP_KEY', {})
      const same = nested ? identity.key(key) : key
      if (seen.has(same)) throw new ExecutionException('DUPLICATED_MAP_KEY', { key: String(key) })
      if (seen instanceof Set) seen.add(same)
      out.set(key, value)
    }
    return out
  }
}
