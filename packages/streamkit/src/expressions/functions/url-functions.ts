import { ExecutionException } from '../../errors/streamkit-error.ts'
import { stringType } from '../../types/data-type.ts'
import type { FunctionDefinition } from '../function-definition.ts'
import { strictOrNull } from '../kernel.ts'
import { defineFunction } from './define-function.ts'

/** The parts of a URL as `java.net.URI` finds them; a part that is not there is null. */
interface UrlParts {
  readonly scheme: string | null
  readonly authority: string | null
  readonly userInfo: string | null
  readonly host: string | null
  readonly path: string | null
  readonly query: string | null
  readonly fragment: string | null
}

const form = /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s
// what a URI must not have: control characters, spaces, and some others that must be escaped
const illegal = /[\p{Cc}\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/u
const serverAuthority = /^(?:([^@]*)@)?(\[[0-9A-Fa-f:.%]+\]|[A-Za-z0-9.-]+)(?::\d*)?$/

function parseUri(text: string): UrlParts | null {
  const m = illegal.test(text) ? null : form.exec(text)
  if (m === null) return null
  const [, scheme = null, authority = null, path = '', query = null, fragment = null] = m
  if (fragment?.includes('#')) return null
  // after a scheme without a slash all the rest is opaque
  const opaque = scheme !== null && authority === null && !path.startsWith('/')
  if (opaque && path === '') return null
  const server = serverAuthority.exec(authority ?? '')
  return {
    scheme,
    authority: authority === '' ? null : authority,
    userInfo: server?.[1] ?? null,
    host: server?.[2] ?? null,
    path: opaque ? null : path,
    query: opaque ? null : query,
    fragment,
  }
}

function partOf(parts: UrlParts, part: string): string | null {
  switch (part) {
    case 'HOST':
      return parts.host
    case 'PATH':
      return parts.path
    case 'QUERY':
      return parts.query
    case 'REF':
      return parts.fragment
    case 'PROTOCOL':
      return parts.scheme
    case 'FILE':
      return parts.query === null ? parts.path : `${parts.path}?${parts.query}`
    case 'AUTHORITY':
      return parts.authority
    case 'USERINFO':
      return parts.userInfo
    default:
      return null
  }
}

function queryValue(query: string | null, key: string): string | null {
  for (const pair of (query ?? '').split('&')) {
    if (pair.startsWith(`${key}=`)) return pair.slice(key.length + 1)
  }
  return null
}

function parseUrl(name: string, failOnError: boolean): FunctionDefinition {
  return defineFunction({
    name,
    takes: [stringType, stringType, stringType],
    required: 2,
    returns: stringType,
    nullable: true,
    kernel: (site) =>
      strictOrNull((url: string, part: string, key?: string) => {
        if (key !== undefined && part !== 'QUERY') return null
        const parts = parseUri(url)
        if (parts === null) {
          if (failOnError && site.conf.ansi) throw new ExecutionException('INVALID_URL', { url })
          return null
        }
        return key === undefined ? partOf(parts, part) : queryValue(parts.query, key)
      }),
  })
}

/** Parts of URLs. */
export const urlFunctions: readonly FunctionDefinition[] = [
  parseUrl('parse_url', true),
  parseUrl('try_parse_url', false),
]
