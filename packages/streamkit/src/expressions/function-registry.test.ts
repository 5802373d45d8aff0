import { expect, test } from 'vitest'
import { functionNames, isFunction, lookupFunction } from './function-registry.ts'

test('functions are found by their name in any case', () => {
  expect(lookupFunction('TRY_ADD')?.name).toBe('try_add')
  expect([isFunction('NVL'), isFunction('no_such_function'), isFunction('constructor')]).toEqual([true, false, false])
})

test('names are lower case, sorted and listed once', () => {
  const names = functionNames()
  expect(names).toEqual([...new Set(names)].sort())
  expect(names.filter((name) => name !== name.toLowerCase())).toEqual([])
})
