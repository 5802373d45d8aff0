import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { CsvFolder } from './csv-folder.ts'
import { temporaryFolder } from './temporary-folder.ts'

const script = fileURLToPath(new URL('./run-query.ts', import.meta.url))

function run(folder: string, ...flags: readonly string[]): unknown {
  const options = ['--conditions=@streamkit/source', ...flags]
  return JSON.parse(execFileSync(process.execPath, [...options, script, folder], { encoding: 'utf8' }))
}

test('a whole query gives the same where code may not be generated from strings', () => {
  const data = new CsvFolder(temporaryFolder())
  data.put('id,day,time,price\na,2026-01-01,10:00:00,1.50\nb,2026-01-01,10:00:01,\n')
  data.put('id,day,time,price\na,2026-01-01,10:00:00,1.50\nc,2026-01-01,10:00:02,7\n')
  const expected = {
    generates: true,
    rows: [
      { id: 'A', at: '2026-01-01T10:00:00.000Z', twice: '3.00' },
      { id: 'C', at: '2026-01-01T10:00:02.000Z', twice: '14.00' },
    ],
  }
  expect(run(data.path)).toEqual(expected)
  expect(run(data.path, '--disallow-code-generation-from-strings')).toEqual({ ...expected, generates: false })
})
