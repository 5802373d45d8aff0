import { embeddedStartFailed } from './embedded-error.ts'
import { canReach, type ServerIdentity } from './server-identity.ts'

/** A process's own working folder on Linux; entering it needs no right on the folders above it. */
const OWN_WORKING_FOLDER = '/proc/self/cwd'

/**
 * The path by which PostgreSQL's programs, started *in* the data directory, are told of it.
 *
 * Its own path, but for one case: root runs the server as nobody, and the data
 * lie in a private folder such as /root that nobody may not enter. The launcher
 * may, and the working folder it starts the program in stays open to the program.
 */
export async function dataPath(data: string, identity: ServerIdentity | undefined): Promise<string> {
  if (await canReach(identity, data)) return data
  if (process.platform === 'linux') return OWN_WORKING_FOLDER
  throw embeddedStartFailed({
    reason: `PostgreSQL does not run as root, and the account used instead (uid ${identity?.uid}) may not enter ${data}`,
    hint: 'start as an ordinary user, or give a dataDirectory below folders that everybody may enter (chmod o+x)',
  })
}
