import { expect, test } from 'vitest'
import { readText } from '../tidy/repository.ts'
import { evidenceOf } from './fault-evidence.ts'
import { generatedPages } from './generated-tables.ts'

const command = 'node --conditions=@streamkit/source packages/streamkit/test/docs/write-tables.ts'

test('errors, metrics and the tests of faults stand in the documentation as they are in the code', async () => {
  for (const [path, text] of await generatedPages())
    expect(readText(path), `${path} is behind; run: ${command}`).toBe(text)
})

test('every fault has a test, or the table says why not yet', () => {
  const rows = [...readText('docs/reliability.md').matchAll(/^\| ([A-Z]\d\d) \|.*\| ([^|]*) \|$/gm)]
  expect(rows.length).toBe(95)
  const bare = rows.filter(([, id = '', cell = '']) => evidenceOf(id).length === 0 && !cell.startsWith('Not yet: '))
  expect(bare.map(([, id]) => id)).toEqual([])
})
