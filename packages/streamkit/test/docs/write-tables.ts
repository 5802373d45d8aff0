/**
 * Writes the tables of the documentation that are made from the code: errors and metrics.
 *
 * node --conditions=@streamkit/source packages/streamkit/test/docs/write-tables.ts
 */
import { writeFile } from 'node:fs/promises'
import { root } from '../tidy/repository.ts'
import { generatedTables, withTable } from './generated-tables.ts'

for (const table of await generatedTables()) await writeFile(root + table.path, withTable(table))
