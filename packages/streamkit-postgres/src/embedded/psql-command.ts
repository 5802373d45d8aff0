import type { ServerAddress } from './server-connection.ts'

/**
 * The command that opens psql on the server. The password is not in it: it
 * names the password file, and everything with a meaning for a shell is percent-encoded.
 */
export function psqlCommand({ user, host, port, database }: ServerAddress, pgpass: string): string {
  return `psql "postgresql://${encode(user)}@${host}:${port}/${encode(database)}?passfile=${encode(pgpass)}"`
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('!', '%21')
}
