import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { messageOf } from '@streamkit/core/connector'
import { OWN_SERVER_HINT } from './embedded-error.ts'
import { copyNative } from './native-copy.ts'
import { ensureNativeSymlinks } from './native-symlinks.ts'
import { findPlatformPackage } from './platform-package.ts'
import { runProgram } from './run-program.ts'
import type { ServerIdentity } from './server-identity.ts'

/** PostgreSQL's programs, tried out. */
export interface ServerBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly pgCtl: string
  /** For example `18`. */
  readonly majorVersion: string
}

export type BinariesLookup =
  | { readonly kind: 'found'; readonly binaries: ServerBinaries }
  | { readonly kind: 'missing'; readonly reason: string; readonly hint: string }

interface Attempt {
  readonly nativeDirectory: string
  readonly identity: ServerIdentity | undefined
  readonly signal: AbortSignal | undefined
}

type Probe =
  | { readonly kind: 'works'; readonly binaries: ServerBinaries }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'broken'; readonly reason: string }

/** Finds programs that the given account can run, or says why there are none. */
export async function findServerBinaries(
  identity: ServerIdentity | undefined,
  signal: AbortSignal | undefined,
): Promise<BinariesLookup> {
  const found = await findPlatformPackage()
  if (found.kind === 'missing') return found
  return prepareServerBinaries({ nativeDirectory: found.nativeDirectory, identity, signal })
}

/**
 * Makes a `native` folder usable: in place if possible, else as a copy in a
 * temporary folder. A copy is needed if the symlinks cannot be made (read-only
 * node_modules), if the account may not enter the folder (root starts the
 * server as nobody, the checkout lies in a private home), or if initdb, which
 * calls `postgres` through a shell by its full path, would be misled by that path.
 */
export async function prepareServerBinaries(attempt: Attempt): Promise<BinariesLookup> {
  const { nativeDirectory } = attempt
  let reason = `The path ${nativeDirectory} holds characters with a meaning for shells`
  if (isSafeForShells(nativeDirectory)) {
    const probe = (await ensureNativeSymlinks(nativeDirectory))
      ? await probeBinaries(attempt)
      : ({ kind: 'denied', reason: `${nativeDirectory} is read-only and its library symlinks are missing` } as const)
    if (probe.kind === 'works') return { kind: 'found', binaries: probe.binaries }
    reason = probe.reason
    if (probe.kind === 'broken') return { kind: 'missing', reason, hint: OWN_SERVER_HINT }
  }
  const label = `postgres-${process.platform}-${process.arch}-${await packageVersion(nativeDirectory)}`
  for (const parent of new Set([tmpdir(), '/tmp', '/var/tmp'].filter(isSafeForShells))) {
    try {
      const probe = await probeBinaries({
        ...attempt,
        nativeDirectory: await copyNative(nativeDirectory, parent, label),
      })
      if (probe.kind === 'works') return { kind: 'found', binaries: probe.binaries }
      reason = probe.reason
    } catch (error) {
      attempt.signal?.throwIfAborted()
      reason = `A copy of ${nativeDirectory} in ${parent} failed: ${messageOf(error)}`
    }
  }
  return { kind: 'missing', reason, hint: OWN_SERVER_HINT }
}

async function probeBinaries({ nativeDirectory, identity, signal }: Attempt): Promise<Probe> {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string) => join(nativeDirectory, 'bin', `${name}${suffix}`)
  const postgres = program('postgres')
  const result = await runProgram({
    file: postgres,
    args: ['--version'],
    cwd: dirname(dirname(postgres)),
    identity,
    signal,
  })
  signal?.throwIfAborted()
  if (result.kind === 'not-started') {
    const kind = result.error.code === 'EACCES' ? 'denied' : 'broken'
    return { kind, reason: `${postgres} cannot be run${asWhom(identity)}: ${result.error.message}` }
  }
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(result.output)?.[1]
  if (result.code !== 0 || majorVersion === undefined) {
    return { kind: 'broken', reason: `${postgres} --version ended with code ${result.code}: ${result.output.trim()}` }
  }
  return { kind: 'works', binaries: { initdb: program('initdb'), postgres, pgCtl: program('pg_ctl'), majorVersion } }
}

function isSafeForShells(path: string): boolean {
  return process.platform === 'win32' || !/["$`\\\r\n]/.test(path)
}

async function packageVersion(nativeDirectory: string): Promise<string> {
  const text = await readFile(join(dirname(nativeDirectory), 'package.json'), 'utf8').catch(() => '{}')
  const version = /"version"\s*:\s*"([\w.+-]+)"/.exec(text)?.[1]
  return version ?? 'unknown-version'
}

function asWhom(identity: ServerIdentity | undefined): string {
  return identity === undefined ? '' : ` as uid ${identity.uid}`
}
