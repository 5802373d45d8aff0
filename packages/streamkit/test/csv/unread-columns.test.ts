import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSession } from '../../src/index.ts'

test('a CSV field that nobody needs is not even parsed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'streamkit-csv-'))
  try {
    await writeFile(join(folder, 'a.csv'), '1,no number,x\n2,7,y\n')
    const ids = (excludedOptimizerRules: readonly string[]) =>
      createSession({ excludedOptimizerRules })
        .read()
        .format('csv')
        .schema('id INT, unread INT, s STRING')
        .option('mode', 'FAILFAST')
        .load(folder)
        .select('id')
        .collect()
    expect(await ids([])).toEqual([{ id: 1 }, { id: 2 }])
    await expect(ids(['ColumnPruning'])).rejects.toThrow()
  } finally {
    await rm(folder, { recursive: true })
  }
})
