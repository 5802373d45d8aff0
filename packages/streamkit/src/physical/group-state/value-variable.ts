import { emptySlice } from '../../columnar/byte-slice.ts'
import type { ValueState } from '../../contracts/stateful-processor.ts'
import { entryTag } from './state-scope.ts'
import { KeyedVariable } from './state-variable.ts'

/** One entry for each key. */
export class ValueVariable extends KeyedVariable implements ValueState<object> {
  get exists(): boolean {
    return this.get() !== null
  }

  get(): object | null {
    const bytes = this.scope.get(entryTag.value, this.id)
    if (bytes === null) return null
    const { value, at } = this.codec.decode(bytes)
    return this.isLive(at) ? value : null
  }

  update(value: object): void {
    const { scope } = this
    const into = { ...emptySlice }
    const at = scope.endOf(this.ttlMs)
    this.codec.encode({ value, at, slot: null }, into)
    scope.put({ tag: entryTag.value, variable: this.id }, into, at)
    scope.updated++
  }

  clear(): void {
    const { scope } = this
    if (scope.remove(entryTag.value, this.id)) scope.removed++
  }
}
