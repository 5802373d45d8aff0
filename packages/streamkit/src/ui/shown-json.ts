import { withoutSecrets } from '../util/without-secrets.ts'

/** JSON of what the page shows: no text of it keeps what looks like a password, no BIGINT is an error. */
export function shownJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'string') return secretName.test(key) ? '***' : withoutSecrets(part)
    return typeof part === 'bigint' ? String(part) : part
  })
}

const secretName = /password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key/i
