import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** How a request may go on: `open` as it is; `enter` by the cookie that it is given; `closed` not at all. */
export type Access =
  | { readonly kind: 'open' }
  | { readonly kind: 'enter'; readonly cookie: string }
  | { readonly kind: 'closed' }

/** Knows who has the token. The cookie is a secret of its own, good until the page is closed: the token stays out of the browser's store. */
export class AccessToken {
  readonly #token: Buffer | null
  readonly #ticket: string = randomBytes(24).toString('base64url')
  readonly #cookieName: string

  /** `port`: browsers give cookies to all ports of a host. */
  constructor(token: string | undefined, port: number) {
    this.#token = token === undefined ? null : digest(token)
    this.#cookieName = `streamkit_ui_${port}`
  }

  check(headers: IncomingHttpHeaders, inQuery: string | null): Access {
    if (this.#token === null) return { kind: 'open' }
    if (inQuery !== null) return this.#isToken(inQuery) ? { kind: 'enter', cookie: this.#cookie() } : { kind: 'closed' }
    const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
    if (bearer !== undefined && this.#isToken(bearer)) return { kind: 'open' }
    const prefix = `${this.#cookieName}=`
    const cookies = (headers.cookie ?? '').split(/; */).filter((cookie) => cookie.startsWith(prefix))
    const isIn = cookies.some((cookie) => same(digest(cookie.slice(prefix.length)), digest(this.#ticket)))
    return isIn ? { kind: 'open' } : { kind: 'closed' }
  }

  #isToken(text: string): boolean {
    return this.#token !== null && same(digest(text), this.#token)
  }

  #cookie(): string {
    return `${this.#cookieName}=${this.#ticket}; HttpOnly; SameSite=Strict; Path=/`
  }
}

/** Of one length, so that comparing takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function same(a: Buffer, b: Buffer): boolean {
  return timingSafeEqual(a, b)
}
