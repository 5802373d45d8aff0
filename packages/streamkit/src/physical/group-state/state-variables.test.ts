import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteTable } from '../../columnar/byte-table/byte-table.ts'
import type { StateStore } from '../../contracts/state-store.ts'
import { toStructType } from '../../types/schema.ts'
import { ListVariable } from './list-variable.ts'
import { MapVariable } from './map-variable.ts'
import { StateScope } from './state-scope.ts'
import { TableStateStore } from './table-state-store.ts'

/** A store in which time runs out. */
function expiringStore(): StateStore {
  const table = new ByteTable({ shardBits: 0 })
  const store = new TableStateStore()
  return Object.assign(store, {
    get: (key: never) => table.get(key)?.value ?? null,
    put: (key: never, value: never, expiresAt = Number.NaN) => table.put({ key, value, expiresAt }),
    remove: (key: never) => table.remove(key),
    removeExpired: (until: number) => table.removeExpired(until),
    metrics: () => ({ numKeys: table.size, memoryUsedBytes: 0, custom: {} }),
  })
}

const operations = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('put' as const, 'remove' as const), key: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'expire' as const) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(6) }) },
  ),
  { maxLength: 60 },
)

function setup(kind: 'list' | 'map', ttlMs: number | null) {
  const scope = new StateScope()
  const store = expiringStore()
  const definition = {
    name: 'v',
    kind,
    keySchema: kind === 'map' ? toStructType('k INT NOT NULL') : null,
    valueSchema: toStructType('n INT NOT NULL'),
    changes: { renamedFrom: {}, defaults: {} },
  }
  let nowMs = 0
  const enter = () => scope.enter({ store, groupingKey: new Uint8Array([7]), nowMs, ttlBaseMs: nowMs })
  enter()
  return {
    init: { definition, scope, ttlMs },
    store,
    now: () => nowMs,
    pass(ms: number) {
      nowMs += ms
      enter()
    },
    expire: () => void store.removeExpired(nowMs * 1000),
  }
}

test.each([null, 10])('a map with time-to-live %s is a Map', (ttlMs) => {
  fc.assert(
    fc.property(operations, (plan) => {
      const { init, store, now, pass, expire } = setup('map', ttlMs)
      const map = new MapVariable(init)
      const model = new Map<number, { readonly n: number; readonly ends: number }>()
      for (const [n, operation] of plan.entries()) {
        if (operation.kind === 'put') {
          map.updateValue(operation.key, { n })
          model.set(operation.key, { n, ends: ttlMs === null ? Number.POSITIVE_INFINITY : now() + ttlMs })
        } else if (operation.kind === 'remove') {
          map.removeKey(operation.key)
          model.delete(operation.key)
        } else if (operation.kind === 'clear') {
          map.clear()
          model.clear()
        } else if (operation.kind === 'pass') pass(operation.ms)
        else expire()
        const live = [...model].filter(([, { ends }]) => ends > now())
        expect(new Map(map.iterator())).toEqual(new Map(live.map(([key, { n: value }]) => [key, { n: value }])))
        expect([...map.keys()].length).toBe(live.length)
        expect(map.exists).toBe(live.length > 0)
        expect(map.containsKey(3)).toBe(live.some(([key]) => key === 3))
      }
      map.clear()
      pass(1000)
      expire()
      expect(store.metrics().numKeys).toBe(0)
    }),
  )
})

test.each([null, 10])('a list with time-to-live %s is an array', (ttlMs) => {
  fc.assert(
    fc.property(operations, (plan) => {
      const { init, store, now, pass, expire } = setup('list', ttlMs)
      const list = new ListVariable(init)
      let model: { readonly n: number; readonly ends: number }[] = []
      const ends = () => (ttlMs === null ? Number.POSITIVE_INFINITY : now() + ttlMs)
      for (const [n, operation] of plan.entries()) {
        if (operation.kind === 'put') {
          list.appendValue({ n })
          model.push({ n, ends: ends() })
        } else if (operation.kind === 'remove') {
          const kept = list.get().slice(1) as { n: number }[]
          list.put(kept)
          model = kept.map((value) => ({ n: value.n, ends: ends() }))
        } else if (operation.kind === 'clear') {
          list.clear()
          model = []
        } else if (operation.kind === 'pass') pass(operation.ms)
        else expire()
        const live = model.filter((value) => value.ends > now()).map((value) => ({ n: value.n }))
        expect(list.get()).toEqual(live)
        expect(list.exists).toBe(live.length > 0)
      }
      list.clear()
      pass(1000)
      expire()
      expect(store.metrics().numKeys).toBe(0)
    }),
  )
})
