import { findServerBinaries } from './server-binaries.ts'
import { serverIdentity } from './server-identity.ts'

export type EmbeddedPostgresAvailability =
  | { readonly available: true }
  | {
      readonly available: false
      /** Why not; a sentence without its full stop. */
      readonly reason: string
      /** What to do instead. */
      readonly hint: string
    }

/**
 * Says whether this machine can run the embedded server, by running its
 * binary once (`postgres --version`). Starts no server; never rejects for
 * missing binaries.
 *
 * @example
 * const answer = await embeddedPostgresAvailable()
 * if (!answer.available) console.error(`${answer.reason}: ${answer.hint}`)
 */
export async function embeddedPostgresAvailable(): Promise<EmbeddedPostgresAvailability> {
  const lookup = await findServerBinaries(await serverIdentity(undefined), undefined)
  return lookup.kind === 'found' ? { available: true } : { available: false, reason: lookup.reason, hint: lookup.hint }
}
