import { expect, test } from 'vitest'
import { didYouMean, nearest } from './nearest.ts'

const flags = ['--seed', '--runs', '--interval', '--duplicates', '--late', '--late-by']

test.each([
  ['--sed', '--seed'],
  ['--sede', '--seed'],
  ['--duplicate', '--duplicates'],
  ['--interavl', '--interval'],
  ['--dup', '--duplicates'],
  ['--lateby', '--late-by'],
])('%s means %s', (typed, meant) => {
  expect(nearest(typed, flags)).toBe(meant)
})

test('nothing is suggested for a word that is like none', () => {
  expect(nearest('--password', flags)).toBeUndefined()
  expect(didYouMean('--password', flags)).toBe('')
  expect(didYouMean('--sed', flags)).toBe('; did you mean --seed?')
})
