import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readEnvFile } from './env-file.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'env-file-'))
  path = join(folder, '.env')
})

afterEach(() => rm(folder, { recursive: true }))

test('export, quotes, comments and values over several lines are understood', async () => {
  await writeFile(
    path,
    ['# settings', 'export A=1', 'B="x # y" # remark', "C='one'", 'D="two', 'lines"', '', '  E = 5 ', 'F='].join('\n'),
  )
  const { values, problems } = readEnvFile(path, true)
  expect(values).toMatchObject({ A: '1', B: 'x # y', C: 'one', D: 'two\nlines', E: '5', F: '' })
  expect(problems).toEqual([])
})

test('nothing is interpolated: a dollar stays a dollar', async () => {
  const value = `\${A}-$A`
  await writeFile(path, `A=1\nB=${value}\n`)
  expect(readEnvFile(path, true).values).toEqual({ A: '1', B: value })
})

test('lines that are no assignment and quotes that never close are named by number, without their text', async () => {
  await writeFile(path, 'A=1\nhunter2\nB="hunter2\nC=3\n')
  expect(readEnvFile(path, true).problems).toEqual([
    `${path}: line 2 is not NAME=value`,
    `${path}: the quote opened in line 3 is never closed`,
  ])
})

test('a missing file is a problem only when it was asked for', () => {
  expect(readEnvFile(path, false)).toEqual({ values: {}, problems: [] })
  expect(readEnvFile(path, true).problems).toEqual([`${path}: cannot be read (ENOENT)`])
  expect(readEnvFile(folder, false).problems).toEqual([`${folder}: cannot be read (EISDIR)`])
})
