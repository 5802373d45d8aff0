import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../session/temporary-folder.ts'
import { rejection, testSession } from '../session/test-session.ts'

/** What Spark 4.3 reads: a text that is too long costs its field, a number or a nesting that is too much its record. */
const recorded = [
  ['maxStringLen', '{"a":"abcd","n":1}', { a: null, n: '1', bad: true }],
  ['maxStringLen', '{"a":"abc","n":1}', { a: 'abc', n: '1', bad: false }],
  ['maxNumLen', '{"a":"x","n":1234}', { a: null, n: null, bad: true }],
  ['maxNumLen', '{"a":"x","n":123}', { a: 'x', n: '123', bad: false }],
] as const

test.each(recorded)('%s = 3: %s', async (option, line, expected) => {
  const path = join(temporaryFolder(), 'records.json')
  writeFileSync(path, `${line}\n`)
  const rows = await testSession()
    .read()
    .format('json')
    .option(option, 3)
    .schema('a STRING, n DECIMAL(38,0), _corrupt_record STRING')
    .load(path)
    .collect()
  expect(
    rows.map(({ a, n, _corrupt_record }) => ({
      a,
      n: n === null ? null : String(n),
      bad: _corrupt_record !== null,
    })),
  ).toEqual([expected])
})

test.each([
  [1, null],
  [2, '{"b":1}'],
])('maxNestingDepth = %i', async (depth, a) => {
  const path = join(temporaryFolder(), 'records.json')
  writeFileSync(path, '{"a":{"b":1},"n":1}\n')
  const reader = testSession().read().format('json').option('maxNestingDepth', depth)
  expect(await reader.schema('a STRING').load(path).collect()).toEqual([{ a }])
})

test('a limit that is no number is refused', async () => {
  const reader = testSession()
    .read()
    .format('json')
    .option('maxNestingDepth', 'x' as never)
  expect(String(await rejection((async () => reader.schema('a STRING').load('/nowhere').collect())()))).toContain(
    'maxNestingDepth',
  )
})
