import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { messageOf } from '@streamkit/core/connector'
import type { ClusterHome } from './cluster-home.ts'
import { embeddedStartFailed } from './embedded-error.ts'
import type { ResolvedEmbeddedOptions } from './embedded-postgres-options.ts'

export interface Credentials {
  readonly user: string
  readonly password: string
}

// Not 'streamkit': a user of the ledger's name would have tables without a schema created in it, by PostgreSQL's "$user".
const DEFAULT_USER = 'postgres'

/** The superuser of a cluster that is about to be made. */
export function newCredentials({ user = DEFAULT_USER, password }: ResolvedEmbeddedOptions): Credentials {
  return { user, password: password ?? randomBytes(24).toString('base64url') }
}

/**
 * Keeps them for the next start, in libpq's password file format, so that psql can use the file too:
 *
 *     127.0.0.1:*:*:user:password      with \ before every : and \ of a part
 */
export async function writePgpass(file: string, { user, password }: Credentials): Promise<void> {
  await writeFile(file, `127.0.0.1:*:*:${escapePart(user)}:${escapePart(password)}\n`, { mode: 0o600, flush: true })
}

/** The superuser of an existing cluster; refuses options that contradict it. */
export async function readCredentials(home: ClusterHome, options: ResolvedEmbeddedOptions): Promise<Credentials> {
  const kept = parsePgpass(await readFile(home.pgpass, 'utf8').catch((error) => cannotRead(messageOf(error))))
  if (kept === undefined) return cannotRead('it is not in the expected format')
  for (const name of ['user', 'password'] as const) {
    if (options[name] === undefined || options[name] === kept[name]) continue
    throw embeddedStartFailed({
      reason: `The database in ${home.dataDirectory} was made with another ${name}`,
      hint: `leave the option ${name} out to use the kept one (see ${home.pgpass}), or give another dataDirectory`,
    })
  }
  return kept

  function cannotRead(why: string): never {
    throw embeddedStartFailed({
      reason: `The password file ${home.pgpass} of the embedded PostgreSQL cannot be read: ${why}`,
      hint: `run as the user who made ${home.dataDirectory}, or remove that folder to start with an empty database`,
    })
  }
}

/** Undefined if the text is not a line that {@link writePgpass} writes. */
export function parsePgpass(text: string): Credentials | undefined {
  const parts = /^127\.0\.0\.1:\*:\*:((?:[^\\:]|\\.)+):((?:[^\\:]|\\.)+)\n$/.exec(text)
  const [, user, password] = parts ?? []
  return user === undefined || password === undefined
    ? undefined
    : { user: unescapePart(user), password: unescapePart(password) }
}

function escapePart(part: string): string {
  return part.replaceAll(/[\\:]/g, '\\$&')
}

function unescapePart(part: string): string {
  return part.replaceAll(/\\(.)/g, '$1')
}
