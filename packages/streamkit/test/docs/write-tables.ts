/**
 * Writes the parts of the documentation that are made from the code: the tables of errors and metrics, and the tests in the table of faults.
 *
 * node --conditions=@streamkit/source packages/streamkit/test/docs/write-tables.ts
 */
import { writeFile } from 'node:fs/promises'
import { root } from '../tidy/repository.ts'
import { generatedPages } from './generated-tables.ts'

for (const [path, text] of await generatedPages()) await writeFile(root + path, text)
