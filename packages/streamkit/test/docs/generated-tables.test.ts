import { expect, test } from 'vitest'
import { readText } from '../tidy/repository.ts'
import { generatedTables, withTable } from './generated-tables.ts'

const command = 'node --conditions=@streamkit/source packages/streamkit/test/docs/write-tables.ts'

test('the tables of errors and metrics say what the code says', async () => {
  for (const table of await generatedTables())
    expect(readText(table.path), `${table.path} is behind; run: ${command}`).toBe(withTable(table))
})
