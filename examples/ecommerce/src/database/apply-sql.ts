import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type ClientBase, DatabaseError } from 'pg'

/** The SQL files of this repository. */
export const sqlFolder: string = fileURLToPath(new URL('../../../../sql/', import.meta.url))

/** Any number will do, as long as every copy of this program takes the same: the letters of "shop". */
const lockKey = 0x73686f70

const numbered = /^\d{3}_[a-z0-9_]+\.sql$/

/** A file could not be applied; nothing was changed. */
export class ApplySqlError extends Error {
  override readonly name = 'ApplySqlError'
}

/**
 * Applies the numbered SQL files of a folder in the order of their numbers: all of them, or none.
 *
 * They run in one transaction under an advisory lock, so that two programs that start together do not trip over each
 * other. The files are idempotent; applying them again changes nothing.
 *
 * @param client - a connection of the caller, outside a transaction; it stays open
 * @param folder - default: the `sql` folder of the repository
 * @returns the names of the files applied
 * @throws ApplySqlError naming the file and line that PostgreSQL refused
 *
 * @example
 * await applySql(client) // ['001_schema.sql', '002_event_tables.sql', ...]
 */
export async function applySql(client: ClientBase, folder: string = sqlFolder): Promise<readonly string[]> {
  const names = await sqlFiles(folder)
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [lockKey])
    for (const name of names) await applyFile(client, join(folder, name))
    await client.query('commit')
  } catch (error) {
    // The first error is the one to tell; a connection that is gone cannot roll back and need not.
    await client.query('rollback').catch(() => undefined)
    throw error
  }
  return names
}

async function sqlFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const odd = names.find((name) => !numbered.test(name))
  if (odd !== undefined)
    throw new ApplySqlError(`${join(folder, odd)}: name it 001_what_it_does.sql, so that it has its place.`)
  if (names.length === 0) throw new ApplySqlError(`${folder}: there is no SQL file to apply.`)
  return names
}

async function applyFile(client: ClientBase, path: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  try {
    await client.query(text)
  } catch (cause) {
    if (!(cause instanceof DatabaseError)) throw cause
    const line = cause.position === undefined ? 1 : text.slice(0, Number(cause.position) - 1).split('\n').length
    throw new ApplySqlError(`${path}:${line}: ${cause.message} (SQLSTATE ${cause.code ?? 'unknown'})`, { cause })
  }
}
