import type { OptionReader } from '../contracts/source.ts'
import type { StateStoreProvider } from '../contracts/state-store.ts'
import { IllegalArgumentException } from '../errors/streamkit-error.ts'
import { memoryStateStore } from '../state/memory/memory-state-store-provider.ts'

/**
 * The state store of a query: the one that its option `stateStore` names, else the session's, else memory. The names are `memory` and that of the session's provider.
 * Throws INVALID_OPTION_VALUE.
 */
export function chosenStateStore(
  options: OptionReader,
  ofSession: 'memory' | StateStoreProvider = 'memory',
): StateStoreProvider {
  const provider = ofSession === 'memory' ? memoryStateStore : ofSession
  const name = options.string('stateStore')
  if (name === undefined || name === provider.name) return provider
  if (name === memoryStateStore.name) return memoryStateStore
  throw new IllegalArgumentException('INVALID_OPTION_VALUE', {
    format: 'The query',
    option: 'stateStore',
    value: JSON.stringify(name),
    expected: `${[...new Set(['memory', provider.name])].join(' or ')}; others are handed to createSession({ stateStore })`,
  })
}
